#include "CSQLiteLog.h"
#include <sqlite3.h>
#include <string.h>

/// A cache of pages; that of the library lies behind it.
struct page_cache {
    sqlite3_pcache *inner;
    /// No page past this one is held, but perhaps `parked`.
    unsigned newest;
    /// The number past `newest` that a page bears for a moment while others change places; 0 when none does.
    unsigned parked;
};

static sqlite3_pcache_methods2 library;

static struct page_cache *as_cache(sqlite3_pcache *cache) { return (struct page_cache *)cache; }
static sqlite3_pcache *inner(sqlite3_pcache *cache) { return as_cache(cache)->inner; }

static int cache_init(void *argument) {
    (void)argument;
    return library.xInit == NULL ? SQLITE_OK : library.xInit(library.pArg);
}

static void cache_shutdown(void *argument) {
    (void)argument;
    if (library.xShutdown != NULL) library.xShutdown(library.pArg);
}

static sqlite3_pcache *cache_create(int page_size, int extra_size, int is_purgeable) {
    struct page_cache *cache = sqlite3_malloc(sizeof *cache);
    if (cache == NULL) return NULL;
    memset(cache, 0, sizeof *cache);
    cache->inner = library.xCreate(page_size, extra_size, is_purgeable);
    if (cache->inner != NULL) return (sqlite3_pcache *)cache;
    sqlite3_free(cache);
    return NULL;
}

static void cache_destroy(sqlite3_pcache *cache) {
    library.xDestroy(inner(cache));
    sqlite3_free(cache);
}

static sqlite3_pcache_page *cache_fetch(sqlite3_pcache *cache, unsigned page, int creates) {
    if (creates && page > as_cache(cache)->newest) as_cache(cache)->newest = page;
    return library.xFetch(inner(cache), page, creates);
}

static void cache_rekey(sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned old, unsigned new) {
    struct page_cache *ours = as_cache(cache);
    if (old == ours->parked) ours->parked = 0;
    if (new > ours->newest) {
        if (ours->parked == 0) ours->parked = new;
        else ours->newest = new;
    }
    library.xRekey(ours->inner, page, old, new);
}

/// Drops the pages from `limit` on. The library looks through all it holds as soon as it has once seen a larger number, and while it sorts
/// the leaves of a tree it gives out the number of the page at 1 GB: so it would look through the whole cache at nearly every commit.
static void cache_truncate(sqlite3_pcache *cache, unsigned limit) {
    struct page_cache *ours = as_cache(cache);
    if (limit > ours->newest && ours->parked == 0) return;
    library.xTruncate(ours->inner, limit);
    if (ours->newest >= limit) ours->newest = limit == 0 ? 0 : limit - 1;
    if (ours->parked >= limit) ours->parked = 0;
}

static void cache_limit(sqlite3_pcache *cache, int pages) { library.xCachesize(inner(cache), pages); }
static int cache_count(sqlite3_pcache *cache) { return library.xPagecount(inner(cache)); }
static void cache_unpin(sqlite3_pcache *cache, sqlite3_pcache_page *page, int discards) { library.xUnpin(inner(cache), page, discards); }
static void cache_shrink(sqlite3_pcache *cache) { library.xShrink(inner(cache)); }

void parley_sqlite_keep_cache(void) {
    static const sqlite3_pcache_methods2 ours = {
        1, NULL, cache_init, cache_shutdown, cache_create, cache_limit, cache_count, cache_fetch, cache_unpin, cache_rekey, cache_truncate,
        cache_destroy, cache_shrink,
    };
    sqlite3_pcache_methods2 used;
    if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &used) != SQLITE_OK || used.xFetch == cache_fetch) return;
    library = used;
    (void)sqlite3_config(SQLITE_CONFIG_PCACHE2, &ours);
}
