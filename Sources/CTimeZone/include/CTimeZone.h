#pragma once
#include <stdbool.h>
#include <stdint.h>

// A C face for the date library over the system's tables of time zones (Debian: tzdata). No C++ type and no exception crosses it.
//
// Nothing is read before the first call: then the names of all zones, and the table of each zone when it is first asked for. What was
// read is kept. Callable from any thread. The tables end with the year 2037; the library takes their last offset for all later times.

#ifdef __cplusplus
extern "C" {
#define CTZ_NOEXCEPT noexcept
#else
#define CTZ_NOEXCEPT
#endif

// True when the system has tables of time zones.
bool ctz_has_tables(void) CTZ_NOEXCEPT;

// By how many seconds the clocks of `zone` are ahead of UTC, `seconds` after the start of 1970. False when the zone is not known.
bool ctz_offset(const char *zone, int64_t seconds, int32_t *offset) CTZ_NOEXCEPT;

// When the clocks of `zone` show `local`, which counts seconds as if they were UTC. Of a time that they show twice the first, or with
// `again` the second; for one that they pass over, the end of the gap. False when the zone is not known.
bool ctz_instant(const char *zone, int64_t local, bool again, int64_t *seconds) CTZ_NOEXCEPT;

#ifdef __cplusplus
}
#endif
