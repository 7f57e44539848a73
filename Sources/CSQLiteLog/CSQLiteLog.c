#include "CSQLiteLog.h"
#include <sqlite3.h>
#include <string.h>

/// Bytes that are gathered at most, about 30 pages: the library's own layer writes no more than 131,071 at a time.
#define ROOM (124 << 10)

/// A write-ahead log; the file of the system's own layer lies behind it in the same memory.
struct log_file {
    sqlite3_file base;
    sqlite3_file *inner;
    /// Written and not handed on yet: `count` bytes that belong at `start`.
    unsigned char *bytes;
    sqlite3_int64 start;
    int count;
};

static struct log_file *as_log(sqlite3_file *file) { return (struct log_file *)file; }
static sqlite3_file *inner(sqlite3_file *file) { return as_log(file)->inner; }

/// Hands on what was gathered. After a failure it is dropped: the transaction ends, and its place in the log is written anew.
static int flush(sqlite3_file *file) {
    struct log_file *log = as_log(file);
    if (log->count == 0) return SQLITE_OK;
    int count = log->count;
    log->count = 0;
    return log->inner->pMethods->xWrite(log->inner, log->bytes, count, log->start);
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
    struct log_file *log = as_log(file);
    if (log->count > 0 && (at != log->start + log->count || count > ROOM - log->count)) {
        int code = flush(file);
        if (code != SQLITE_OK) return code;
    }
    if (log->bytes == NULL) log->bytes = sqlite3_malloc(ROOM);
    if (log->bytes == NULL || count > ROOM) return log->inner->pMethods->xWrite(log->inner, bytes, count, at);
    if (log->count == 0) log->start = at;
    memcpy(log->bytes + log->count, bytes, (size_t)count);
    log->count += count;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xRead(inner(file), bytes, count, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xTruncate(inner(file), size);
}

static int log_sync(sqlite3_file *file, int flags) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xSync(inner(file), flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xFileSize(inner(file), size);
}

static int log_close(sqlite3_file *file) {
    int written = flush(file);
    int closed = inner(file)->pMethods->xClose(inner(file));
    sqlite3_free(as_log(file)->bytes);
    as_log(file)->bytes = NULL;
    return closed != SQLITE_OK ? closed : written;
}

static int log_lock(sqlite3_file *file, int level) { return inner(file)->pMethods->xLock(inner(file), level); }
static int log_unlock(sqlite3_file *file, int level) { return inner(file)->pMethods->xUnlock(inner(file), level); }
static int log_reserved(sqlite3_file *file, int *result) { return inner(file)->pMethods->xCheckReservedLock(inner(file), result); }
static int log_control(sqlite3_file *file, int code, void *value) { return inner(file)->pMethods->xFileControl(inner(file), code, value); }
static int log_sector(sqlite3_file *file) { return inner(file)->pMethods->xSectorSize(inner(file)); }
static int log_traits(sqlite3_file *file) { return inner(file)->pMethods->xDeviceCharacteristics(inner(file)); }

// Version 1: a log is neither shared memory nor mapped.
static const sqlite3_io_methods log_methods = {
    1, log_close, log_read, log_write, log_truncate, log_sync, log_size, log_lock, log_unlock, log_reserved, log_control, log_sector, log_traits,
};

static sqlite3_vfs *system_layer;
static sqlite3_vfs gathering;

static int gathering_open(sqlite3_vfs *layer, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)layer;
    if (!(flags & SQLITE_OPEN_WAL)) return system_layer->xOpen(system_layer, name, file, flags, given);
    struct log_file *log = as_log(file);
    memset(log, 0, sizeof *log);
    log->inner = (sqlite3_file *)(log + 1);
    log->inner->pMethods = NULL;
    int code = system_layer->xOpen(system_layer, name, log->inner, flags, given);
    if (code == SQLITE_OK) {
        log->base.pMethods = &log_methods;
    } else if (log->inner->pMethods != NULL) {
        // The library closes what has methods, even after a failure; here nobody else would.
        log->inner->pMethods->xClose(log->inner);
    }
    return code;
}

const char *parley_sqlite_gathering(void) {
    if (gathering.zName == NULL) {
        system_layer = sqlite3_vfs_find(NULL);
        if (system_layer == NULL) return NULL;
        gathering = *system_layer;
        gathering.zName = "parley-gathering";
        gathering.pNext = NULL;
        gathering.szOsFile = (int)sizeof(struct log_file) + system_layer->szOsFile;
        gathering.xOpen = gathering_open;
        if (sqlite3_vfs_register(&gathering, 0) != SQLITE_OK) gathering.zName = NULL;
    }
    return gathering.zName;
}
