// A disk that is slow or fails, for one process and all it starts: preloaded (LD_PRELOAD), told by the page of shared memory in
// the file that FAULTY_DISK names. faulty_disk.mjs has the same layout.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct orders {
  /// Every sync takes so much longer.
  _Atomic int sync_delay_ms;
  /// So many syncs fail from now on; negative: all.
  _Atomic int failing_syncs;
  /// With what writes fail to files below `where`; 0: they do not.
  _Atomic int write_error;
  /// What has been done to calls, delays and failures together.
  _Atomic int struck;
  char where[256];
};

static struct orders* orders;

__attribute__((constructor)) static void obey(void) {
  const char* file = getenv("FAULTY_DISK");
  const int descriptor = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
  if (descriptor < 0)
    return;
  void* page = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (page != MAP_FAILED)
    orders = page;
}

static int fails_to_sync(void) {
  if (!orders)
    return 0;
  const int delay = atomic_load(&orders->sync_delay_ms);
  if (delay > 0) {
    const struct timespec time = {delay / 1000, delay % 1000 * 1000000L};
    nanosleep(&time, NULL);
    atomic_fetch_add(&orders->struck, 1);
  }
  int left = atomic_load(&orders->failing_syncs);
  while (left > 0 && !atomic_compare_exchange_weak(&orders->failing_syncs, &left, left - 1)) {
  }
  if (left == 0)
    return 0;
  atomic_fetch_add(&orders->struck, 1);
  errno = EIO;
  return 1;
}

static int fails_to_write(int descriptor) {
  const int error = orders ? atomic_load(&orders->write_error) : 0;
  if (error == 0)
    return 0;
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0)
    return 0;
  path[length] = '\0';
  if (strncmp(path, orders->where, strlen(orders->where)) != 0)
    return 0;
  atomic_fetch_add(&orders->struck, 1);
  errno = error;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int descriptor) { return fails_to_sync() ? -1 : REAL(fsync)(descriptor); }
int fdatasync(int descriptor) { return fails_to_sync() ? -1 : REAL(fdatasync)(descriptor); }

ssize_t write(int descriptor, const void* from, size_t count) {
  return fails_to_write(descriptor) ? -1 : REAL(write)(descriptor, from, count);
}
ssize_t pwrite(int descriptor, const void* from, size_t count, off_t at) {
  return fails_to_write(descriptor) ? -1 : REAL(pwrite)(descriptor, from, count, at);
}
ssize_t pwrite64(int descriptor, const void* from, size_t count, off64_t at) {
  return fails_to_write(descriptor) ? -1 : REAL(pwrite64)(descriptor, from, count, at);
}
ssize_t pwritev(int descriptor, const struct iovec* parts, int count, off_t at) {
  return fails_to_write(descriptor) ? -1 : REAL(pwritev)(descriptor, parts, count, at);
}
ssize_t pwritev64(int descriptor, const struct iovec* parts, int count, off64_t at) {
  return fails_to_write(descriptor) ? -1 : REAL(pwritev64)(descriptor, parts, count, at);
}
