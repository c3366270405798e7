/* Preloaded into tests under the thread sanitizer on Linux: tells it when Swift's Mutex waits for its lock.
 *
 * A Mutex that is free is taken and left by one atomic exchange, inlined into the code that is checked, so the sanitizer
 * sees it. One that is taken goes through three functions of the Synchronization library, which is not checked and lets the kernel
 * hand the lock over. They are wrapped here with what they mean: to have got the lock is to acquire its word, to leave it is to
 * release the word. The sanitizer keeps one clock a word for this and for the atomic exchanges.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *word

/* In the program under test; the programs that tests start have none. */
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

SWIFT void lock_slow(uint32_t thread, SELF) __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
SWIFT bool try_lock_slow(SELF) __asm__("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
SWIFT void unlock_slow(SELF) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

static void *next(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function) return function;
    fprintf(stderr, "tsan-mutex: no %s in the Synchronization library\n", name);
    abort();
}

SWIFT void lock_slow(uint32_t thread, SELF) {
    SWIFT void (*original)(uint32_t, SELF) = next("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
    original(thread, word);
    if (__tsan_acquire) __tsan_acquire(word);
}

SWIFT bool try_lock_slow(SELF) {
    SWIFT bool (*original)(SELF) = next("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
    bool taken = original(word);
    if (taken && __tsan_acquire) __tsan_acquire(word);
    return taken;
}

SWIFT void unlock_slow(SELF) {
    SWIFT void (*original)(SELF) = next("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
    if (__tsan_release) __tsan_release(word);
    original(word);
}
