#ifndef TRANCHE_CCURL_H
#define TRANCHE_CCURL_H
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

// libcurl is not linked, but loaded by the first job that asks a server: whoever has none pays neither
// for its size nor for its start. Its functions, their types and the numbers of its options are those of
// libcurl 7.68 and later, whose ABI is fixed; handles are addresses to us, so that no header of it is needed.

// struct curl_waitfd of <curl/multi.h>.
typedef struct tranche_waitfd {
    int fd;
    short events;
    short revents;
} tranche_waitfd;

// struct CURLMsg of <curl/multi.h>.
typedef struct tranche_curl_message {
    int kind;
    void *easy;
    union {
        void *whatever;
        int result;
    } data;
} tranche_curl_message;

typedef size_t (*tranche_curl_sink)(char *, size_t, size_t, void *);

typedef struct tranche_curl {
    int (*curl_global_init)(long);
    void *(*curl_easy_init)(void);
    void (*curl_easy_cleanup)(void *);
    int (*curl_easy_setopt)(void *, int, ...);
    int (*curl_easy_getinfo)(void *, int, ...);
    const char *(*curl_easy_strerror)(int);
    void *(*curl_slist_append)(void *, const char *);
    void (*curl_slist_free_all)(void *);
    void *(*curl_multi_init)(void);
    int (*curl_multi_cleanup)(void *);
    int (*curl_multi_add_handle)(void *, void *);
    int (*curl_multi_remove_handle)(void *, void *);
    int (*curl_multi_perform)(void *, int *);
    int (*curl_multi_poll)(void *, tranche_waitfd *, unsigned, int, int *);
    int (*curl_multi_wakeup)(void *);
    tranche_curl_message *(*curl_multi_info_read)(void *, int *);
} tranche_curl;

// Finds every function in a loaded library; gives the name of the first that is missing, else NULL.
static inline const char *tranche_curl_find(tranche_curl *curl, void *library) {
#define TRANCHE_FIND(name) \
    if (!(curl->name = (__typeof__(curl->name))dlsym(library, #name))) return #name;
    TRANCHE_FIND(curl_global_init)
    TRANCHE_FIND(curl_easy_init)
    TRANCHE_FIND(curl_easy_cleanup)
    TRANCHE_FIND(curl_easy_setopt)
    TRANCHE_FIND(curl_easy_getinfo)
    TRANCHE_FIND(curl_easy_strerror)
    TRANCHE_FIND(curl_slist_append)
    TRANCHE_FIND(curl_slist_free_all)
    TRANCHE_FIND(curl_multi_init)
    TRANCHE_FIND(curl_multi_cleanup)
    TRANCHE_FIND(curl_multi_add_handle)
    TRANCHE_FIND(curl_multi_remove_handle)
    TRANCHE_FIND(curl_multi_perform)
    TRANCHE_FIND(curl_multi_poll)
    TRANCHE_FIND(curl_multi_wakeup)
    TRANCHE_FIND(curl_multi_info_read)
#undef TRANCHE_FIND
    return (const char *)0;
}

// CURLOPT_…: numbers, texts (copied by libcurl) and functions.
typedef enum tranche_curl_option {
    TRANCHE_CURL_TIMEOUT_MS = 155,
    TRANCHE_CURL_CONNECT_TIMEOUT_MS = 156,
    TRANCHE_CURL_FOLLOW_LOCATION = 52,
    TRANCHE_CURL_NO_SIGNAL = 99,
    TRANCHE_CURL_VERIFY_PEER = 64,
    TRANCHE_CURL_VERIFY_HOST = 81,
    TRANCHE_CURL_PROTOCOLS = 181,
    TRANCHE_CURL_PATH_AS_IS = 234,
    TRANCHE_CURL_URL = 10002,
    TRANCHE_CURL_USER_AGENT = 10018,
    TRANCHE_CURL_CUSTOM_REQUEST = 10036,
    TRANCHE_CURL_CA_INFO = 10065,
    TRANCHE_CURL_ACCEPT_ENCODING = 10102,
} tranche_curl_option;

static inline int tranche_curl_start(const tranche_curl *curl) {
    return curl->curl_global_init(3); // CURL_GLOBAL_DEFAULT
}

static inline void *tranche_curl_easy(const tranche_curl *curl) { return curl->curl_easy_init(); }

static inline void tranche_curl_free(const tranche_curl *curl, void *easy) {
    curl->curl_easy_cleanup(easy);
}

static inline int tranche_curl_set_number(
    const tranche_curl *curl, void *easy, tranche_curl_option option, long value) {
    return curl->curl_easy_setopt(easy, (int)option, value);
}

static inline int tranche_curl_set_text(
    const tranche_curl *curl, void *easy, tranche_curl_option option, const char *text) {
    return curl->curl_easy_setopt(easy, (int)option, text);
}

// Makes it a request with a body, which is copied.
static inline int tranche_curl_set_body(
    const tranche_curl *curl, void *easy, const void *bytes, int64_t count) {
    int status = curl->curl_easy_setopt(easy, 47, 1L); // CURLOPT_POST
    if (!status) status = curl->curl_easy_setopt(easy, 30120, count); // CURLOPT_POSTFIELDSIZE_LARGE
    if (!status) status = curl->curl_easy_setopt(easy, 10165, bytes); // CURLOPT_COPYPOSTFIELDS
    return status;
}

static inline void *tranche_curl_append(const tranche_curl *curl, void *list, const char *line) {
    return curl->curl_slist_append(list, line);
}

static inline void tranche_curl_free_list(const tranche_curl *curl, void *list) {
    curl->curl_slist_free_all(list);
}

// The list has to live as long as the request.
static inline int tranche_curl_set_headers(const tranche_curl *curl, void *easy, void *list) {
    return curl->curl_easy_setopt(easy, 10023, list); // CURLOPT_HTTPHEADER
}

// Gives every part of the answer's body to `body`, and every line of its head to `head`, with `owner`.
static inline int tranche_curl_set_sinks(
    const tranche_curl *curl, void *easy, tranche_curl_sink body, tranche_curl_sink head, void *owner) {
    int status = curl->curl_easy_setopt(easy, 20011, body); // CURLOPT_WRITEFUNCTION
    if (!status) status = curl->curl_easy_setopt(easy, 10001, owner); // CURLOPT_WRITEDATA
    if (!status) status = curl->curl_easy_setopt(easy, 20079, head); // CURLOPT_HEADERFUNCTION
    if (!status) status = curl->curl_easy_setopt(easy, 10029, owner); // CURLOPT_HEADERDATA
    return status;
}

static inline long tranche_curl_status(const tranche_curl *curl, void *easy) {
    long status = 0;
    curl->curl_easy_getinfo(easy, 0x200002, &status); // CURLINFO_RESPONSE_CODE
    return status;
}

// Where a redirect leads, whole; NULL when the answer is none. It lives as long as the request.
static inline const char *tranche_curl_redirect(const tranche_curl *curl, void *easy) {
    char *url = 0;
    curl->curl_easy_getinfo(easy, 0x10001F, &url); // CURLINFO_REDIRECT_URL
    return url;
}

// How long it took, in seconds.
static inline double tranche_curl_seconds(const tranche_curl *curl, void *easy) {
    double seconds = 0;
    curl->curl_easy_getinfo(easy, 0x300003, &seconds); // CURLINFO_TOTAL_TIME
    return seconds;
}

static inline const char *tranche_curl_words(const tranche_curl *curl, int code) {
    return curl->curl_easy_strerror(code);
}

static inline void *tranche_curl_multi(const tranche_curl *curl) { return curl->curl_multi_init(); }

static inline void tranche_curl_multi_free(const tranche_curl *curl, void *multi) {
    curl->curl_multi_cleanup(multi);
}

static inline int tranche_curl_add(const tranche_curl *curl, void *multi, void *easy) {
    return curl->curl_multi_add_handle(multi, easy);
}

static inline void tranche_curl_remove(const tranche_curl *curl, void *multi, void *easy) {
    curl->curl_multi_remove_handle(multi, easy);
}

static inline int tranche_curl_perform(const tranche_curl *curl, void *multi) {
    int running = 0;
    return curl->curl_multi_perform(multi, &running);
}

// Waits until something happens to a request, `wake` becomes readable, or `tranche_curl_wake` is called.
static inline int tranche_curl_wait(
    const tranche_curl *curl, void *multi, int wake, int milliseconds) {
    tranche_waitfd extra = {wake, 1, 0}; // CURL_WAIT_POLLIN
    int count = 0;
    return curl->curl_multi_poll(multi, &extra, wake >= 0 ? 1 : 0, milliseconds, &count);
}

// The one function that any thread may call.
static inline void tranche_curl_wake(const tranche_curl *curl, void *multi) {
    curl->curl_multi_wakeup(multi);
}

// The next request that has ended, and how; NULL when there is none.
static inline void *tranche_curl_next(const tranche_curl *curl, void *multi, int *code) {
    int left = 0;
    tranche_curl_message *message;
    while ((message = curl->curl_multi_info_read(multi, &left))) {
        if (message->kind != 1) continue; // CURLMSG_DONE
        *code = message->data.result;
        return message->easy;
    }
    return 0;
}

#endif
