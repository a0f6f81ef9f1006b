/* Loaded into redis-server with LD_PRELOAD: what it appends to its log reaches the file only with the next fsync. Killed
   before that, it has lost what a machine that loses its power would have lost, as nothing is in the page cache. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILES 1024
static struct { char *data; size_t length, room; } kept[FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* a thread of Redis calls fsync */

static ssize_t real_write(int fd, const void *data, size_t length) {
  static ssize_t (*next)(int, const void *, size_t);
  if (!next) next = dlsym(RTLD_NEXT, "write");
  return next(fd, data, length);
}

/* Redis opens its append-only file with O_APPEND, and nothing else; sockets and pipes do not have it. */
ssize_t write(int fd, const void *data, size_t length) {
  int flags = fcntl(fd, F_GETFL);
  if (fd < 3 || fd >= FILES || flags < 0 || !(flags & O_APPEND)) return real_write(fd, data, length);
  pthread_mutex_lock(&lock);
  if (kept[fd].length + length > kept[fd].room) {
    kept[fd].room = 2 * (kept[fd].length + length);
    kept[fd].data = realloc(kept[fd].data, kept[fd].room);
    if (!kept[fd].data) abort();
  }
  memcpy(kept[fd].data + kept[fd].length, data, length);
  kept[fd].length += length;
  pthread_mutex_unlock(&lock);
  return (ssize_t)length;
}

static void write_kept(int fd) {
  if (fd < 0 || fd >= FILES) return;
  pthread_mutex_lock(&lock);
  for (size_t done = 0; done < kept[fd].length;) {
    ssize_t written = real_write(fd, kept[fd].data + done, kept[fd].length - done);
    if (written < 0) abort();
    done += (size_t)written;
  }
  kept[fd].length = 0;
  pthread_mutex_unlock(&lock);
}

int fdatasync(int fd) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");
  write_kept(fd);
  return next(fd);
}

int fsync(int fd) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
  write_kept(fd);
  return next(fd);
}

int close(int fd) {
  int (*next)(int) = dlsym(RTLD_NEXT, "close");
  write_kept(fd);
  return next(fd);
}
