/* Preloaded into the program under test: counts the calls that change files below the roots, and at
 * one of them kills the process or lets the call fail. Compiled by the tests at run time.
 *
 *   FAULT_ROOTS  folders, with `:` between them; calls on other files are not counted
 *   FAULT_LOG    a file that gets one line a counted call: its number, name and path
 *   FAULT_READS  a file that gets one line a read: the bytes that came, and the path
 *   FAULT_AT     the number of the call that meets the fault, from 1
 *   FAULT_KIND   `kill`: the process dies just before the call
 *                `torn`: it dies after half of a write, or just before any other call
 *                a number: this call fails with that errno
 *   FAULT_STAYS  `1`: so do all later ones that take room, as on a disk that stays full
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;
static int at, error, stays, torn, log_file = -1, read_log = -1;
static const char *roots;

static int opened(const char *variable) {
    const char *path = getenv(variable);
    if (!path) return -1;
    return syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

__attribute__((constructor)) static void begin(void) {
    const char *word = getenv("FAULT_AT");
    at = word ? atoi(word) : 0;
    word = getenv("FAULT_KIND");
    error = word ? atoi(word) : 0;
    torn = word && !strcmp(word, "torn");
    stays = getenv("FAULT_STAYS") != NULL;
    roots = getenv("FAULT_ROOTS");
    log_file = opened("FAULT_LOG");
    read_log = opened("FAULT_READS");
}

static int is_below(const char *path) {
    const char *root = roots;
    while (root && *root) {
        size_t length = strcspn(root, ":");
        if (!strncmp(path, root, length) && (path[length] == '/' || !path[length])) return 1;
        root += length + (root[length] == ':');
    }
    return 0;
}

/* The path of an open file, or of the working directory; 0 when it has none. */
static int path_of(int descriptor, char *path) {
    char link[64];
    if (descriptor == AT_FDCWD)
        strcpy(link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

enum { GOES_ON, FAILS, IS_TORN };

/* Counts one call, and says what is to become of it. */
static int counted(const char *name, const char *path, int takes_room) {
    int number = atomic_fetch_add(&calls, 1) + 1;
    if (log_file >= 0) {
        char line[PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%d %s %s\n", number, name, path);
        syscall(SYS_write, log_file, line, (size_t)length);
    }
    if (!at || number < at || (number > at && !(stays && takes_room))) return GOES_ON;
    if (error) {
        errno = error;
        return FAILS;
    }
    if (torn) return IS_TORN;
    die();
    return GOES_ON;
}

static int on_file(const char *name, int descriptor, int takes_room) {
    char path[PATH_MAX];
    if (!roots || !path_of(descriptor, path) || !is_below(path)) return GOES_ON;
    return counted(name, path, takes_room);
}

static int on_path(const char *name, int directory, const char *path, int takes_room) {
    char full[PATH_MAX * 2];
    if (!roots) return GOES_ON;
    if (path[0] == '/')
        snprintf(full, sizeof full, "%s", path);
    else {
        if (!path_of(directory, full)) return GOES_ON;
        strcat(full, "/");
        strncat(full, path, PATH_MAX - 1);
    }
    return is_below(full) ? counted(name, full, takes_room) : GOES_ON;
}

/* The call behind this one. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A call that is done or not; half of it cannot be. */
#define WHOLE(verdict, result) \
    do { \
        int met = (verdict); \
        if (met == FAILS) return -1; \
        if (met == IS_TORN) die(); \
        return (result); \
    } while (0)

/* A call that writes `count` bytes; `half` is the call with half of them. */
#define WRITES(verdict, result, half) \
    do { \
        int met = (verdict); \
        if (met == FAILS) return -1; \
        if (met == IS_TORN) { \
            if (count > 1) half; \
            die(); \
        } \
        return (result); \
    } while (0)

static ssize_t have_read(int file, ssize_t count) {
    char path[PATH_MAX], line[PATH_MAX + 64];
    int reason = errno;
    if (read_log >= 0 && count > 0 && path_of(file, path) && is_below(path)) {
        int length = snprintf(line, sizeof line, "%zd %s\n", count, path);
        syscall(SYS_write, read_log, line, (size_t)length);
    }
    errno = reason;
    return count;
}

ssize_t read(int file, void *bytes, size_t count) {
    return have_read(file, NEXT(read)(file, bytes, count));
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
    return have_read(file, NEXT(pread)(file, bytes, count, offset));
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
    return have_read(file, NEXT(pread64)(file, bytes, count, offset));
}

ssize_t write(int file, const void *bytes, size_t count) {
    WRITES(on_file("write", file, 1), NEXT(write)(file, bytes, count),
           NEXT(write)(file, bytes, count / 2));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    WRITES(on_file("pwrite", file, 1), NEXT(pwrite)(file, bytes, count, offset),
           NEXT(pwrite)(file, bytes, count / 2, offset));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    WRITES(on_file("pwrite", file, 1), NEXT(pwrite64)(file, bytes, count, offset),
           NEXT(pwrite64)(file, bytes, count / 2, offset));
}

int fsync(int file) { WHOLE(on_file("fsync", file, 0), NEXT(fsync)(file)); }

int fdatasync(int file) { WHOLE(on_file("fdatasync", file, 0), NEXT(fdatasync)(file)); }

int ftruncate(int file, off_t length) {
    WHOLE(on_file("ftruncate", file, 0), NEXT(ftruncate)(file, length));
}

int ftruncate64(int file, off64_t length) {
    WHOLE(on_file("ftruncate", file, 0), NEXT(ftruncate64)(file, length));
}

int fchmod(int file, mode_t mode) { WHOLE(on_file("fchmod", file, 0), NEXT(fchmod)(file, mode)); }

int unlink(const char *path) {
    WHOLE(on_path("unlink", AT_FDCWD, path, 0), NEXT(unlink)(path));
}

int unlinkat(int directory, const char *path, int flags) {
    WHOLE(on_path("unlink", directory, path, 0), NEXT(unlinkat)(directory, path, flags));
}

int rename(const char *from, const char *to) {
    WHOLE(on_path("rename", AT_FDCWD, to, 1), NEXT(rename)(from, to));
}

int renameat(int old, const char *from, int new, const char *to) {
    WHOLE(on_path("rename", new, to, 1), NEXT(renameat)(old, from, new, to));
}

int link(const char *from, const char *to) {
    WHOLE(on_path("link", AT_FDCWD, to, 1), NEXT(link)(from, to));
}

int linkat(int old, const char *from, int new, const char *to, int flags) {
    WHOLE(on_path("link", new, to, 1), NEXT(linkat)(old, from, new, to, flags));
}

int mkdir(const char *path, mode_t mode) {
    WHOLE(on_path("mkdir", AT_FDCWD, path, 1), NEXT(mkdir)(path, mode));
}

/* Opening counts when it makes a file. */
static int makes(int directory, const char *path, int flags) {
    if (!(flags & O_CREAT) || !faccessat(directory, path, F_OK, AT_SYMLINK_NOFOLLOW)) return GOES_ON;
    return on_path("create", directory, path, 1);
}

#define MODE(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, last); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, flags)
    WHOLE(makes(AT_FDCWD, path, flags), NEXT(open)(path, flags, mode));
}

int open64(const char *path, int flags, ...) {
    MODE(flags, flags)
    WHOLE(makes(AT_FDCWD, path, flags), NEXT(open64)(path, flags, mode));
}

int openat(int directory, const char *path, int flags, ...) {
    MODE(flags, flags)
    WHOLE(makes(directory, path, flags), NEXT(openat)(directory, path, flags, mode));
}

int openat64(int directory, const char *path, int flags, ...) {
    MODE(flags, flags)
    WHOLE(makes(directory, path, flags), NEXT(openat64)(directory, path, flags, mode));
}
