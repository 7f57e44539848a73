// Linux calls that the Glibc module lacks. _GNU_SOURCE is never defined here: it breaks other modules of a debug build.
#pragma once
#include <errno.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

extern int accept4(int, struct sockaddr *__restrict, socklen_t *__restrict, int);
extern int pthread_setname_np(pthread_t, const char *);

static inline int parley_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int parley_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t tag) {
    struct epoll_event event;
    event.events = events;
    event.data.u64 = tag;
    return epoll_ctl(epoll, operation, fd, &event);
}

// epoll_event is packed, which Swift cannot lay out: the tags and the event bits come back in two arrays of `capacity` <= 128 entries.
static inline int parley_epoll_wait(int epoll, uint64_t *tags, uint32_t *bits, int capacity, int milliseconds) {
    struct epoll_event events[128];
    int count = epoll_wait(epoll, events, capacity > 128 ? 128 : capacity, milliseconds);
    for (int i = 0; i < count; i++) {
        tags[i] = events[i].data.u64;
        bits[i] = events[i].events;
    }
    return count;
}

static inline int parley_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// The socket constants belong, for Swift, to whichever module happened to include them first: the calls that need them are here.
static inline int parley_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0); }

static inline int parley_open_socket(int family, int type, int protocol) {
    return socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
}

static inline ssize_t parley_send(int socket, const void *bytes, size_t count) {
    return send(socket, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static inline ssize_t parley_receive(int socket, void *bytes, size_t count) { return recv(socket, bytes, count, MSG_DONTWAIT); }

static inline void parley_shut(int socket) { shutdown(socket, SHUT_RDWR); }

static inline void parley_shut_writing(int socket) { shutdown(socket, SHUT_WR); }

static inline int parley_is_listening(int socket) {
    int value = 0;
    socklen_t length = sizeof value;
    return getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &value, &length) == 0 && value != 0;
}

static inline void parley_reuse_address(int socket) {
    int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

static const int parley_stream_kind = SOCK_STREAM;

// Room for any socket address. sockaddr_storage itself belongs, for Swift, to whichever module happened to include it first.
struct parley_socket_address {
    uint64_t words[16];
};

static inline int parley_accept(int listener, struct parley_socket_address *address, socklen_t *length) {
    *length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

static inline int parley_local_address(int socket, struct parley_socket_address *address) {
    socklen_t length = sizeof *address;
    return getsockname(socket, (struct sockaddr *)address, &length);
}

// Copies the 4 or 16 bytes of an IP address to `bytes`; returns how many, 0 for another family.
static inline int parley_address_bytes(const struct parley_socket_address *address, uint8_t *bytes) {
    switch (((const struct sockaddr *)address)->sa_family) {
    case AF_INET: __builtin_memcpy(bytes, &((const struct sockaddr_in *)address)->sin_addr, 4); return 4;
    case AF_INET6: __builtin_memcpy(bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, 16); return 16;
    default: return 0;
    }
}

// The port in host order, -1 for another family.
static inline int parley_address_port(const struct parley_socket_address *address) {
    switch (((const struct sockaddr *)address)->sa_family) {
    case AF_INET: return ntohs(((const struct sockaddr_in *)address)->sin_port);
    case AF_INET6: return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    default: return -1;
    }
}

static inline void parley_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

static const uint32_t parley_epoll_in = EPOLLIN;
static const uint32_t parley_epoll_out = EPOLLOUT;
static const uint32_t parley_epoll_gone = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
static const uint32_t parley_epoll_half_closed = EPOLLRDHUP;
static const uint32_t parley_epoll_exclusive = EPOLLEXCLUSIVE;

// The allocator gives the end of a thread's heap back at each opportunity and then takes it again page by page, a system call each: under
// load that is most of what the store's thread calls the kernel for. Kept are at most these bytes per heap; there are a few heaps.
static inline void parley_keep_freed_memory(int bytes) {
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_TOP_PAD, 256 << 10);
    mallopt(M_ARENA_MAX, 8);
}
