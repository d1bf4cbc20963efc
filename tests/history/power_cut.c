// Notes what a process writes and has not synced yet, so that it can be undone when the power is cut: preloaded (LD_PRELOAD).
// POWER_CUT_FOLDER names whose files count, POWER_CUT_JOURNAL where the notes go; power_cut.mjs reads them.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/// Before each note: the path follows, then the old bytes.
struct note {
  /// 0: bytes are written; 1: the file's length changes; 2, 3: a sync begins, has succeeded.
  uint32_t what;
  uint32_t path_length;
  uint32_t old_length;
  /// Who does it.
  uint32_t thread;
  int64_t at;
  /// Of the file before.
  int64_t size;
};

enum { writes, resizes, begins, synced };

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char* folder;
static int journal = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
  const char* file = getenv("POWER_CUT_JOURNAL");
  folder = getenv("POWER_CUT_FOLDER");
  if (folder && file)
    journal = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/// Whether the file counts, and its path.
static int counts(int descriptor, char* path, size_t size) {
  char link[64];
  if (journal < 0)
    return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, size - 1);
  if (length < 0)
    return 0;
  path[length] = '\0';
  return strncmp(path, folder, strlen(folder)) == 0;
}

static void must(int good) {
  if (!good) {
    perror("power_cut");
    abort();
  }
}

/// Before `count` bytes are written at `at`, or cut off from there.
static void take_note(uint32_t what, int descriptor, int64_t at, size_t count) {
  char path[4096];
  if (!counts(descriptor, path, sizeof path))
    return;
  struct stat file;
  must(fstat(descriptor, &file) == 0);
  struct note head = {what, (uint32_t)strlen(path), 0, (uint32_t)gettid(), at, file.st_size};
  char* old = NULL;
  if (at < file.st_size && count > 0) {
    const size_t there = (size_t)(file.st_size - at);
    head.old_length = (uint32_t)(count < there ? count : there);
    must((old = malloc(head.old_length)) != NULL);
    char own[64];
    snprintf(own, sizeof own, "/proc/self/fd/%d", descriptor);
    const int reader = open(own, O_RDONLY | O_CLOEXEC);
    must(reader >= 0 && pread(reader, old, head.old_length, at) == (ssize_t)head.old_length);
    close(reader);
  }
  const struct iovec parts[] = {{&head, sizeof head}, {path, head.path_length}, {old, head.old_length}};
  const ssize_t whole = (ssize_t)(sizeof head + head.path_length + head.old_length);
  pthread_mutex_lock(&one_at_a_time);
  must(REAL(writev)(journal, parts, 3) == whole);
  pthread_mutex_unlock(&one_at_a_time);
  free(old);
}

static int sync_by(int (*real)(int), int descriptor) {
  take_note(begins, descriptor, 0, 0);
  const int result = real(descriptor);
  if (result == 0)
    take_note(synced, descriptor, 0, 0);
  return result;
}

int fsync(int descriptor) { return sync_by(REAL(fsync), descriptor); }
int fdatasync(int descriptor) { return sync_by(REAL(fdatasync), descriptor); }

ssize_t write(int descriptor, const void* from, size_t count) {
  const off_t at = lseek(descriptor, 0, SEEK_CUR);
  if (at >= 0)
    take_note(writes, descriptor, at, count);
  return REAL(write)(descriptor, from, count);
}
ssize_t pwrite(int descriptor, const void* from, size_t count, off_t at) {
  take_note(writes, descriptor, at, count);
  return REAL(pwrite)(descriptor, from, count, at);
}
ssize_t pwrite64(int descriptor, const void* from, size_t count, off64_t at) {
  take_note(writes, descriptor, at, count);
  return REAL(pwrite64)(descriptor, from, count, at);
}
int ftruncate(int descriptor, off_t size) {
  take_note(resizes, descriptor, size, SIZE_MAX);
  return REAL(ftruncate)(descriptor, size);
}
int ftruncate64(int descriptor, off64_t size) {
  take_note(resizes, descriptor, size, SIZE_MAX);
  return REAL(ftruncate64)(descriptor, size);
}
