/* Linked into tests under the thread sanitizer on Linux: tells it when a Mutex of Swift waits for its lock.
 *
 * A Mutex that is free is taken and left by one atomic exchange, inlined into the code that is checked. One that is taken goes
 * through three functions of the Synchronization library, which is not checked and has the kernel hand the lock over. They are
 * wrapped here with what they mean: to have got the lock is to acquire its word, to leave it is to release the word. The sanitizer
 * keeps one clock a word for this and for the atomic exchanges.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *word
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void Lock(uint32_t thread, SELF);
typedef SWIFT bool TryLock(SELF);
typedef SWIFT void Unlock(SELF);

extern void __tsan_acquire(void *);
extern void __tsan_release(void *);
extern SWIFT void *swift_task_getCurrent(void);

SWIFT void lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try_lock(SELF) __asm__(TRY_LOCK);
SWIFT void unlock(SELF) __asm__(UNLOCK);

/* The library's function of a name that is defined here, too. */
static void *original(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function) return function;
    fprintf(stderr, "tsan: there is no %s in Swift's library\n", name);
    abort();
}

SWIFT void lock(uint32_t thread, SELF) {
    static Lock *library_lock;
    if (!library_lock) library_lock = (Lock *)original(LOCK);
    library_lock(thread, word);
    __tsan_acquire(word);
}

SWIFT bool try_lock(SELF) {
    static TryLock *library_try_lock;
    if (!library_try_lock) library_try_lock = (TryLock *)original(TRY_LOCK);
    bool taken = library_try_lock(word);
    if (taken) __tsan_acquire(word);
    return taken;
}

SWIFT void unlock(SELF) {
    static Unlock *library_unlock;
    if (!library_unlock) library_unlock = (Unlock *)original(UNLOCK);
    __tsan_release(word);
    library_unlock(word);
}

/* For continuation.swift, which may not name the runtime's functions. */
void tsan_acquire_task(void) {
    void *task = swift_task_getCurrent();
    if (task) __tsan_acquire(task);
}
