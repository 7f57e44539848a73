#pragma once
#include <microhttpd.h>
#include <stddef.h>

// MHD_start_daemon and the info calls are variadic, which Swift cannot call.
struct parley_mhd_callbacks {
    void *context;
    MHD_AccessHandlerCallback access;
    void *(*request_line)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
};

// The raw target is kept by request_line, so nothing may be decoded in place.
static inline size_t parley_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return __builtin_strlen(text);
}

// A daemon without listener and thread: the caller accepts, polls the epoll descriptor and calls MHD_run.
// TURBO matters: it keeps MHD from calling shutdown() on a socket of which the caller holds a duplicate.
// MHD_ALLOW_SUSPEND_RESUME carries the MHD_USE_ITC bit, which MHD ignores without a thread of its own.
static inline struct MHD_Daemon *parley_mhd_start(struct parley_mhd_callbacks callbacks, unsigned int connections, size_t memory) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL, callbacks.access,
        callbacks.context, MHD_OPTION_URI_LOG_CALLBACK, callbacks.request_line, callbacks.context, MHD_OPTION_NOTIFY_COMPLETED,
        callbacks.completed, callbacks.context, MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, callbacks.context,
        MHD_OPTION_UNESCAPE_CALLBACK, parley_mhd_keep_escapes, NULL, MHD_OPTION_CONNECTION_LIMIT,
        connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_END);
}

static inline int parley_mhd_epoll(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

static inline int parley_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline void *parley_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// Whether the daemon has work that its epoll descriptor does not show.
static inline int parley_mhd_has_work(struct MHD_Daemon *daemon) {
    MHD_UNSIGNED_LONG_LONG timeout = 1;
    return MHD_get_timeout(daemon, &timeout) == MHD_YES && timeout == 0;
}

// Enumerators that are imported under names that depend on the library's attributes.
static const enum MHD_Result parley_mhd_yes = MHD_YES;
static const enum MHD_Result parley_mhd_no = MHD_NO;
static const enum MHD_ValueKind parley_mhd_header_kind = MHD_HEADER_KIND;
static const enum MHD_ResponseMemoryMode parley_mhd_copy = MHD_RESPMEM_MUST_COPY;

static inline int parley_mhd_is_start(enum MHD_ConnectionNotificationCode code) { return code == MHD_CONNECTION_NOTIFY_STARTED; }
