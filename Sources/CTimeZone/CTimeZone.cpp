#include "CTimeZone.h"

// As Debian builds the library: it reads the system's tables and has no code that downloads any.
#define USE_OS_TZDB 1
#define ONLY_C_LOCALE 1
#include <date/tz.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace {

using std::chrono::seconds;

// Sorted by name. Never destroyed: a thread may ask while the process ends.
const std::vector<date::time_zone> &zones() {
    static const auto *all = new std::vector<date::time_zone>(std::move(date::get_tzdb_list().front().zones));
    return *all;
}

// The zone of that name; null when there is none. Throws when the system has no tables.
const date::time_zone *find(std::string_view name) {
    auto &all = zones();
    auto zone = std::lower_bound(all.begin(), all.end(), name, [](auto &zone, auto name) { return zone.name() < name; });
    return zone != all.end() && zone->name() == name ? &*zone : nullptr;
}

}  // namespace

bool ctz_has_tables() noexcept {
    try {
        return !zones().empty();
    } catch (...) {
        return false;
    }
}

bool ctz_offset(const char *name, int64_t time, int32_t *offset) noexcept {
    try {
        auto zone = find(name);
        if (!zone) return false;
        *offset = int32_t(zone->get_info(date::sys_seconds{seconds{time}}).offset.count());
        return true;
    } catch (...) {
        // The table is not there any more, or not one.
        return false;
    }
}

bool ctz_instant(const char *name, int64_t local, bool again, int64_t *time) noexcept {
    try {
        auto zone = find(name);
        if (!zone) return false;
        auto choice = again ? date::choose::latest : date::choose::earliest;
        *time = zone->to_sys(date::local_seconds{seconds{local}}, choice).time_since_epoch().count();
        return true;
    } catch (...) {
        return false;
    }
}
