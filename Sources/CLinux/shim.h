// Linux calls that the Glibc module lacks. _GNU_SOURCE is never defined here: it breaks other modules of a debug build.
#pragma once
#include <errno.h>
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

static inline int parley_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

static inline void parley_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

static const uint32_t parley_epoll_in = EPOLLIN;
static const uint32_t parley_epoll_out = EPOLLOUT;
static const uint32_t parley_epoll_gone = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
static const uint32_t parley_epoll_half_closed = EPOLLRDHUP;
static const uint32_t parley_epoll_exclusive = EPOLLEXCLUSIVE;
