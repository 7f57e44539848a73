#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A C face for simdjson's DOM parser. No C++ type and no exception crosses it.

#ifdef __cplusplus
extern "C" {
#define CSJ_NOEXCEPT noexcept
#else
#define CSJ_NOEXCEPT
#endif

// Owns the memory of one parsed document.
typedef struct csj_document csj_document;

enum csj_status {
    csj_ok = 0,
    csj_syntax = 1,
    csj_utf8 = 2,
    csj_depth = 3,
    csj_too_large = 4,
    csj_empty = 5,
    csj_number = 6,
};

// A parsed document. `tape` and `strings` (simdjson's "tape" format) live as long as `document`.
typedef struct {
    csj_document *document;
    uint64_t *tape;
    const uint8_t *strings;
} csj_parsed;

// Parses `length` bytes. `padded` says that CSJ_PADDING more bytes behind them may be read; without it they are copied.
// `depth` is the greatest number of containers inside each other, empty ones included.
// Returns a csj_status; `out` is written only for csj_ok and is then given back with csj_release. Callable from any thread.
int32_t csj_parse(const uint8_t *bytes, size_t length, bool padded, uint32_t depth, csj_parsed *out) CSJ_NOEXCEPT;

// Gives the memory of a document back, from any thread.
void csj_release(csj_document *document) CSJ_NOEXCEPT;

// True when a \uXXXX escape names half of a surrogate pair without its other half beside it.
bool csj_has_lone_surrogate(const uint8_t *bytes, size_t length) CSJ_NOEXCEPT;

enum { CSJ_PADDING = 64 };

#ifdef __cplusplus
}
#endif
