/* Makes a chosen change of files fail, or a chosen git, or kills at it: loaded before libc with LD_PRELOAD.

   Every call that changes a file below a folder is an event, and events are counted over all processes. What is
   to happen at which is told in a file that they share; see harness.py, which has the same fields in its order. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT, ONCE, FULL, KILL_GROUP, KILL_MAIN, KILL_SELF, GIT_FAILS, GIT_KILLED, GIT_CUT, PAGEFIND };

struct plan {
    long mode, at, error;  /* what is to happen, at which event, and with which errno */
    long files, gits;      /* events so far */
    long main, gone;       /* the first process; how often it happened */
    char what[512];        /* where */
    char kinds[1 << 16];   /* the first letter of each event: a capital where much depends on it */
};

static struct plan *plan;
static char root[PATH_MAX];
static size_t length;
static long cut = -1;  /* how many bytes this git may still print */
static int apart;      /* whether there is no exchange, and only renaming counts */

#define REAL(name) ((__typeof__(&name))real(&real_##name, #name))
#define NEXT(name) static void *real_##name;

static void *real(void **known, const char *name)
{
    if (!*known)
        *known = dlsym(RTLD_NEXT, name);
    return *known;
}

static void happened(const char *what, const char *path)
{
    if (__atomic_fetch_add(&plan->gone, 1, __ATOMIC_SEQ_CST) == 0)
        snprintf(plan->what, sizeof plan->what, "%s %s", what, path);
}

__attribute__((constructor)) static void start(void)
{
    const char *file = getenv("FAULTS_PLAN"), *folder = getenv("FAULTS_ROOT");
    if (!file || !folder)
        return;
    int fd = open(file, O_RDWR | O_CLOEXEC);
    void *shared = fd < 0 ? MAP_FAILED
                          : mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared == MAP_FAILED)
        return;
    length = strlen(strcpy(root, folder));
    plan = shared;
    apart = getenv("FAULTS_APART") != NULL;
    if (strcmp(program_invocation_short_name, "git"))
        return;
    long number = __atomic_add_fetch(&plan->gits, 1, __ATOMIC_SEQ_CST);
    if (number != plan->at || plan->mode < GIT_FAILS || plan->mode > GIT_CUT)
        return;
    happened("git", program_invocation_name);
    if (plan->mode == GIT_FAILS) {
        fputs("fatal: out of memory, malloc failed\n", stderr);
        _exit(128);
    }
    if (plan->mode == GIT_KILLED)
        raise(SIGKILL);
    cut = 20;
}

/* Count an event; true where it is to fail, with errno set. */
static int fails(const char *what, const char *path, int needs_room)
{
    if (!plan || plan->mode >= GIT_FAILS || strncmp(path, root, length))
        return 0;
    if (apart && strcmp(what, "RENAME"))
        return 0;
    long number = __atomic_add_fetch(&plan->files, 1, __ATOMIC_SEQ_CST), mode = plan->mode;
    if (number < (long)sizeof plan->kinds)
        plan->kinds[number] = what[0];
    if (number < plan->at || mode == COUNT || (mode != FULL && number > plan->at) || (mode == FULL && !needs_room))
        return 0;
    happened(what, path);
    if (mode == KILL_GROUP)
        kill(0, SIGKILL);
    if (mode == KILL_MAIN) {
        kill(plan->main, SIGKILL);
        return 0;
    }
    if (mode == KILL_SELF)
        raise(SIGKILL);
    errno = plan->error;
    return 1;
}

static int fails_at(const char *what, int folder, const char *name, int needs_room)
{
    char path[2 * PATH_MAX], link[64];
    ssize_t size = 0;
    if (!plan)
        return 0;
    if (name[0] != '/') {
        if (folder == AT_FDCWD) {
            size = getcwd(path, PATH_MAX) ? (ssize_t)strlen(path) : 0;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            size = readlink(link, path, PATH_MAX);
        }
        path[size < 0 ? 0 : size++] = '/';
    }
    snprintf(path + (size < 0 ? 0 : size), PATH_MAX, "%s", name);
    return fails(what, path, needs_room);
}

static int fails_on(const char *what, int fd, int needs_room)
{
    char path[PATH_MAX + 1], link[64];
    if (!plan)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, PATH_MAX);
    if (size <= 0)
        return 0;
    path[size] = 0;
    return fails(what, path, needs_room);
}

/* Opening */

#define CHANGES(flags) (((flags) & O_ACCMODE) != O_RDONLY || ((flags) & O_CREAT))
#define MODE(flags, mode)                                                                                     \
    mode_t mode = 0;                                                                                          \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                    \
        va_list rest;                                                                                         \
        va_start(rest, flags);                                                                                \
        mode = va_arg(rest, mode_t);                                                                          \
        va_end(rest);                                                                                         \
    }
#define OPEN(name)                                                                                            \
    NEXT(name)                                                                                                \
    int name(const char *path, int flags, ...)                                                                \
    {                                                                                                         \
        MODE(flags, mode)                                                                                     \
        return CHANGES(flags) && fails_at("open", AT_FDCWD, path, 1) ? -1 : REAL(name)(path, flags, mode);    \
    }
#define OPENAT(name)                                                                                          \
    NEXT(name)                                                                                                \
    int name(int folder, const char *path, int flags, ...)                                                    \
    {                                                                                                         \
        MODE(flags, mode)                                                                                     \
        return CHANGES(flags) && fails_at("open", folder, path, 1) ? -1 : REAL(name)(folder, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

/* Writing: of what does not go in, a part does */

NEXT(write)
ssize_t write(int fd, const void *data, size_t size)
{
    if (cut >= 0 && fd == STDOUT_FILENO) {
        REAL(write)(fd, data, size < (size_t)cut ? size : (size_t)cut);
        if (size >= (size_t)cut)
            raise(SIGKILL);
        cut -= (long)size;
        return (ssize_t)size;
    }
    if (fails_on("write", fd, 1)) {
        int error = errno;
        if (size > 1)
            REAL(write)(fd, data, size / 2);
        errno = error;
        return -1;
    }
    return REAL(write)(fd, data, size);
}

#define CALL(type, name, parameters, failing, arguments)                                                      \
    NEXT(name)                                                                                                \
    type name parameters { return (failing) ? -1 : REAL(name) arguments; }

CALL(ssize_t, writev, (int fd, const struct iovec *data, int count), fails_on("write", fd, 1), (fd, data, count))
CALL(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), fails_on("write", fd, 1),
     (fd, data, size, at))
CALL(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), fails_on("write", fd, 1),
     (fd, data, size, at))
CALL(ssize_t, copy_file_range, (int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags),
     fails_on("write", to, 1), (from, a, to, b, size, flags))
CALL(int, fsync, (int fd), fails_on("fsync", fd, 1), (fd))
CALL(int, fdatasync, (int fd), fails_on("fsync", fd, 1), (fd))
CALL(int, ftruncate, (int fd, off_t size), fails_on("truncate", fd, 0), (fd, size))
CALL(int, ftruncate64, (int fd, off64_t size), fails_on("truncate", fd, 0), (fd, size))

/* Folders and names */

CALL(int, mkdir, (const char *path, mode_t mode), fails_at("mkdir", AT_FDCWD, path, 1), (path, mode))
CALL(int, mkdirat, (int folder, const char *path, mode_t mode), fails_at("mkdir", folder, path, 1),
     (folder, path, mode))
CALL(int, link, (const char *old, const char *new), fails_at("link", AT_FDCWD, new, 1), (old, new))
CALL(int, linkat, (int from, const char *old, int to, const char *new, int flags), fails_at("link", to, new, 1),
     (from, old, to, new, flags))
CALL(int, symlink, (const char *old, const char *new), fails_at("link", AT_FDCWD, new, 1), (old, new))
CALL(int, rename, (const char *old, const char *new), fails_at("RENAME", AT_FDCWD, new, 0), (old, new))
CALL(int, renameat, (int from, const char *old, int to, const char *new), fails_at("RENAME", to, new, 0),
     (from, old, to, new))
CALL(int, renameat2, (int from, const char *old, int to, const char *new, unsigned flags),
     (apart && (errno = ENOSYS)) || fails_at("EXCHANGE", to, new, 0), (from, old, to, new, flags))
CALL(int, unlink, (const char *path), fails_at("unlink", AT_FDCWD, path, 0), (path))
CALL(int, unlinkat, (int folder, const char *path, int flags), fails_at("unlink", folder, path, 0),
     (folder, path, flags))
CALL(int, rmdir, (const char *path), fails_at("rmdir", AT_FDCWD, path, 0), (path))
CALL(int, chmod, (const char *path, mode_t mode), fails_at("chmod", AT_FDCWD, path, 0), (path, mode))
CALL(int, fchmod, (int fd, mode_t mode), fails_on("chmod", fd, 0), (fd, mode))
CALL(int, utimensat, (int folder, const char *path, const struct timespec times[2], int flags),
     fails_at("utime", folder, path, 0), (folder, path, times, flags))

/* Programs */

static const char *program(const char *path)
{
    const char *name = strrchr(path, '/');
    if (!plan || plan->mode != PAGEFIND || !name || strcmp(name, "/pagefind"))
        return path;
    happened("execv", path);
    return "/bin/false";
}

NEXT(execv)
int execv(const char *path, char *const arguments[])
{
    return REAL(execv)(program(path), arguments);
}
