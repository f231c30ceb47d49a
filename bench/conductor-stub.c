// A Conductor server's task routes and nothing else: one thread, epoll, loopback only. It hands out
// generated tasks fast enough never to be the bottleneck of a client, and counts what comes back.
//
//   gcc -O2 -o stub conductor-stub.c && ./stub [port]      (0, the default, takes any free port;
//                                                            it is printed as "listening PORT pid
//                                                            PID")
//
//   GET  /api/tasks/poll/batch/bench_N?count=&timeout=   held until there is a task or the timeout
//   POST /api/tasks, POST /api/tasks/update-v2           the results
//   GET  /ctl/reset?n=&types=&size=&rate=&out=&v2wait=
//        n tasks for each of `types` types, `size` bytes each; all at once, or `rate` a second over
//        all types; a result of less than `out` bytes counts as failed; v2wait: milliseconds that
//        update-v2 waits for a next task
//   GET  /ctl/done   results counted
//   GET  /ctl/stats  everything, as JSON; times in milliseconds of the monotonic clock
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <stdint.h>
#include <unistd.h>
#include <fcntl.h>
#include <errno.h>
#include <time.h>
#include <signal.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#define MAXT 128
typedef struct {
  char *p;
  size_t len, cap;
} Buf;
static void bneed(Buf *b, size_t n) {
  if (b->len + n > b->cap) {
    b->cap = (b->len + n) * 2;
    b->p = realloc(b->p, b->cap);
  }
}
static void badd(Buf *b, const void *s, size_t n) {
  bneed(b, n);
  memcpy(b->p + b->len, s, n);
  b->len += n;
}
typedef struct Conn {
  int fd;
  Buf in, out;
  size_t outoff;
  int held;
  int htype;
  int hcount;
  double hdeadline;
  int hfirst, hn;
  int hv2;
  struct Conn *next, *prev;
  int wantw;
  int dead;
} Conn;
static int ep;
static double now_us() {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}
typedef struct {
  char name[64];
  long total, released, next;
} Type;
static Type types[MAXT];
static int ntypes = 0;
// per task: index = typebase + seq
static long N_per;
static float *t_avail, *t_del, *t_done;
static uint8_t *st; // 0 none 1 delivered 2 done
static double T0, t_first, t_last;
static double rate;
static double rel_acc_t;
static long rel_rr;
static double v2wait = 0;
static long out_bytes = 0;
static double t_first_poll;
static long c_done, c_dup, c_unknown, c_bad, c_polls, c_empty, c_heldpolls, c_v1, c_v2,
    c_conns, c_notdelivered, c_v2chain, c_reqs, c_failed;
static Conn held; // list head
static char *tpl_a, *tpl_b, *tpl_c, *tpl_d;
static size_t la, lb, lc, ld;
static int paysize = 1024;
static unsigned generation; // of the load: a result of an earlier one is unknown
static const char HEX[] = "0123456789abcdef";
static inline void mkidf(char *o, int ty, unsigned long seq) {
  for (int i = 0; i < 8; i++)
    o[i] = HEX[(generation >> (28 - 4 * i)) & 15];
  memcpy(o + 8, "-0000-4000-8", 12);
  o[20] = HEX[(ty >> 8) & 15];
  o[21] = HEX[(ty >> 4) & 15];
  o[22] = HEX[ty & 15];
  o[23] = '-';
  for (int i = 11; i >= 0; i--) {
    o[24 + i] = HEX[seq & 15];
    seq >>= 4;
  }
}
static void mktpl(int size) {
  paysize = size;
  char *fill = malloc(size * 2 + 1024);
  size_t n = 0;
  fill[0] = 0;
  // input data: mix of short strings & numbers, roughly `size` bytes total for whole task
  int base = 760;
  int i = 0;
  n += sprintf(fill + n, "\"seq\":1");
  while ((int)n + base < size) {
    n += sprintf(fill + n,
                 ",\"field%d\":{\"name\":\"customer-%d-value\",\"amount\":%d.25,\"ok\":true,"
                 "\"tags\":[\"a\",\"b\",\"c\"]}",
                 i, i * 7, i * 13 + 5);
    i++;
  }
  free(tpl_a);
  free(tpl_b);
  free(tpl_c);
  free(tpl_d);
  asprintf(&tpl_a, "{\"taskType\":\"");
  asprintf(
      &tpl_b,
      "\",\"status\":\"IN_PROGRESS\",\"inputData\":{%s},\"referenceTaskName\":\"ref_1\","
      "\"retryCount\":0,\"seq\":1,\"correlationId\":\"corr-0001\",\"pollCount\":1,\"taskDefName\":"
      "\"bench\",\"scheduledTime\":1700000000000,\"startTime\":1700000000001,\"endTime\":0,"
      "\"updateTime\":1700000000002,\"startDelayInSeconds\":0,\"retried\":false,\"executed\":false,"
      "\"callbackFromWorker\":true,\"responseTimeoutSeconds\":600,\"workflowType\":\"bench_wf\","
      "\"callbackAfterSeconds\":0,\"workflowPriority\":0,\"iteration\":0,\"subworkflowChanged\":"
      "false,\"loopOverTask\":false,\"queueWaitTime\":1,\"rateLimitPerFrequency\":0,"
      "\"rateLimitFrequencyInSeconds\":1,\"workflowInstanceId\":\"",
      fill);
  asprintf(&tpl_c, "\",\"taskId\":\"");
  asprintf(&tpl_d, "\"}");
  la = strlen(tpl_a);
  lb = strlen(tpl_b);
  lc = strlen(tpl_c);
  ld = strlen(tpl_d);
  free(fill);
}
static size_t tasklen(int ty) { return la + strlen(types[ty].name) + lb + 36 + lc + 36 + ld; }
static void addtask(Buf *b, int ty, long seq) {
  char id[40];
  mkidf(id, ty, seq);
  char wid[40];
  memcpy(wid, id, 36);
  wid[0] = 'f';
  bneed(b, tasklen(ty));
  badd(b, tpl_a, la);
  badd(b, types[ty].name, strlen(types[ty].name));
  badd(b, tpl_b, lb);
  badd(b, wid, 36);
  badd(b, tpl_c, lc);
  badd(b, id, 36);
  badd(b, tpl_d, ld);
}
static int findtype(const char *s, size_t n) {
  for (int i = 0; i < ntypes; i++)
    if (strlen(types[i].name) == n && !memcmp(types[i].name, s, n))
      return i;
  return -1;
}
static void head(Buf *b, int code, const char *ct, size_t clen) {
  char h[256];
  int n = sprintf(h, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", code,
                  code == 200   ? "OK"
                  : code == 204 ? "No Content"
                                : "Not Found",
                  ct, clen);
  badd(b, h, n);
}
static void reply(Conn *c, int code, const char *ct, const char *body, size_t n) {
  if (code == 204) {
    badd(&c->out, "HTTP/1.1 204 No Content\r\n\r\n", 27);
    return;
  }
  head(&c->out, code, ct, n);
  badd(&c->out, body, n);
}
static void delivered(int ty, long seq, double now) {
  long ix = ty * N_per + seq;
  st[ix] = 1;
  t_del[ix] = (float)((now - T0) / 1e3);
  if (t_first == 0)
    t_first = now;
}
static void send_tasks(Conn *c, int ty, long first, int n) {
  double now = now_us();
  head(&c->out, 200, "application/json", 2 + (n ? n - 1 : 0) + n * tasklen(ty));
  badd(&c->out, "[", 1);
  for (int i = 0; i < n; i++) {
    if (i)
      badd(&c->out, ",", 1);
    addtask(&c->out, ty, first + i);
    delivered(ty, first + i, now);
  }
  badd(&c->out, "]", 1);
  if (!n)
    c_empty++;
}
static void hold(Conn *c) {
  c->held = 1;
  c->next = &held;
  c->prev = held.prev;
  held.prev->next = c;
  held.prev = c;
  c_heldpolls++;
}
static void unhold(Conn *c) {
  c->held = 0;
  c->next->prev = c->prev;
  c->prev->next = c->next;
}
static long take(int ty, int want, long *first) {
  Type *t = &types[ty];
  long av = t->released - t->next;
  long n = av < want ? av : want;
  *first = t->next;
  t->next += n;
  return n;
}
static const char *qget(const char *q, const char *qe, const char *k, char *out, int max) {
  size_t kl = strlen(k);
  const char *p = q;
  while (p < qe) {
    const char *e = memchr(p, '&', qe - p);
    if (!e)
      e = qe;
    if ((size_t)(e - p) > kl && !memcmp(p, k, kl) && p[kl] == '=') {
      int n = e - p - kl - 1;
      if (n >= max)
        n = max - 1;
      memcpy(out, p + kl + 1, n);
      out[n] = 0;
      return out;
    }
    p = e + 1;
  }
  return 0;
}
static int cmpf(const void *a, const void *b) {
  float x = *(float *)a, y = *(float *)b;
  return x < y ? -1 : x > y;
}
static void pct(char *o, const char *name, float *v, long n) {
  if (!n) {
    sprintf(o, "\"%s\":null", name);
    return;
  }
  qsort(v, n, 4, cmpf);
  double s = 0;
  for (long i = 0; i < n; i++)
    s += v[i];
  sprintf(o, "\"%s\":{\"mean\":%.3f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}", name,
          s / n, v[n / 2], v[(long)(n * 0.9)], v[(long)(n * 0.99)], v[n - 1]);
}
static void do_reset(const char *q, const char *qe) {
  char v[4096];
  int nt = 1;
  long n = 1000;
  int size = 1024;
  rate = 0;
  v2wait = 0;
  out_bytes = 0;
  if (qget(q, qe, "n", v, 64))
    n = atol(v);
  if (qget(q, qe, "types", v, 64))
    nt = atoi(v);
  if (qget(q, qe, "size", v, 64))
    size = atoi(v);
  if (qget(q, qe, "rate", v, 64))
    rate = atof(v);
  if (qget(q, qe, "out", v, 64))
    out_bytes = atol(v);
  if (qget(q, qe, "v2wait", v, 64))
    v2wait = atof(v) * 1000;
  mktpl(size);
  generation++;
  ntypes = nt;
  N_per = n;
  free(t_avail);
  free(t_del);
  free(t_done);
  free(st);
  size_t tot = (size_t)n * nt + 1;
  t_avail = calloc(tot, 4);
  t_del = calloc(tot, 4);
  t_done = calloc(tot, 4);
  st = calloc(tot, 1);
  for (int i = 0; i < nt; i++) {
    sprintf(types[i].name, "bench_%d", i);
    types[i].total = n;
    types[i].next = 0;
    types[i].released = rate > 0 ? 0 : n;
  }
  T0 = now_us();
  rel_acc_t = T0;
  rel_rr = 0;
  t_first = t_last = t_first_poll = 0;
  c_done = c_dup = c_unknown = c_bad = c_polls = c_empty = c_heldpolls = c_v1 = c_v2 =
      c_conns = c_notdelivered = c_v2chain = c_reqs = c_failed = 0;
}
static void release(double now) {
  if (rate <= 0)
    return;
  double per = 1e6 / rate;
  while (rel_acc_t + per <= now) {
    int ty = rel_rr % ntypes;
    if (types[ty].released >= types[ty].total) {
      if (rel_rr >= (long)ntypes * N_per)
        break;
    }
    rel_acc_t += per;
    if (types[ty].released < types[ty].total) {
      long ix = ty * N_per + types[ty].released++;
      t_avail[ix] = (float)((rel_acc_t - T0) / 1e3);
    }
    rel_rr++;
  }
}
static void do_stats(Conn *c) {
  char b[4096];
  long tot = (long)ntypes * N_per;
  float *a = malloc(4 * (tot + 1)), *d = malloc(4 * (tot + 1)), *e = malloc(4 * (tot + 1));
  long n = 0;
  for (long i = 0; i < tot; i++)
      if (st[i] == 2) {
        a[n] = t_done[i] - t_avail[i];
        d[n] = t_del[i] - t_avail[i];
        e[n] = t_done[i] - t_del[i];
        n++;
      }
  char p1[300], p2[300], p3[300];
  pct(p1, "total_ms", a, n);
  pct(p2, "pickup_ms", d, n);
  pct(p3, "serve_ms", e, n);
  free(a);
  free(d);
  free(e);
  int k = sprintf(
      b,
      "{\"done\":%ld,\"expected\":%ld,\"dup\":%ld,\"unknown\":%ld,\"bad\":%ld,\"notdelivered\":%ld,"
      "\"failed\":%ld,\"polls\":%ld,\"empty\":%ld,\"held\":%ld,\"v1\":%ld,\"v2\":%ld,"
      "\"v2chain\":%ld,\"conns\":%ld,\"reqs\":%ld,\"elapsed_ms\":%.3f,\"first_poll_at\":%.3f,"
      "%s,%s,%s}",
      c_done, tot, c_dup, c_unknown, c_bad, c_notdelivered, c_failed, c_polls, c_empty, c_heldpolls,
      c_v1, c_v2, c_v2chain, c_conns, c_reqs, (t_last - t_first) / 1e3, t_first_poll / 1e3, p1, p2,
      p3);
  reply(c, 200, "application/json", b, k);
}
// The value of a string member, with or without white space behind its colon; 0 = none.
static const char *member(const char *body, const char *end, const char *key) {
  size_t kl = strlen(key);
  const char *p = memmem(body, end - body, key, kl);
  if (!p)
    return 0;
  p += kl;
  while (p < end && (*p == ':' || *p == ' '))
    p++;
  return p < end && *p == '"' ? p + 1 : 0;
}
static int mark(const char *body, size_t n, int *typ, char *idout) {
  const char *e = body + n;
  const char *p = member(body, e, "\"taskId\"");
  if (!p || e - p < 36) {
    c_bad++;
    return -1;
  }
  memcpy(idout, p, 36);
  idout[36] = 0;
  char expected[40];
  mkidf(expected, 0, 0);
  if (memcmp(p, expected, 20)) {
    c_unknown++;
    return -1;
  }
  int ty = 0;
  for (int i = 20; i < 23; i++) {
    char ch = p[i];
    ty = ty * 16 + (ch <= '9' ? ch - '0' : ch - 'a' + 10);
  }
  long seq = 0;
  for (int i = 24; i < 36; i++) {
    char ch = p[i];
    seq = seq * 16 + (ch <= '9' ? ch - '0' : ch - 'a' + 10);
  }
  *typ = ty;
  if (ty >= ntypes || seq >= N_per) {
    c_unknown++;
    return -1;
  }
  long ix = ty * N_per + seq;
  const char *status = member(body, e, "\"status\"");
  if (!status || e - status < 9 || memcmp(status, "COMPLETED", 9) || (long)n < out_bytes)
    c_failed++;
  if (st[ix] == 2) {
    c_dup++;
    return 0;
  }
  if (st[ix] == 0) {
    c_notdelivered++;
  }
  st[ix] = 2;
  double now = now_us();
  t_last = now;
  t_done[ix] = (float)((now - T0) / 1e3);
  c_done++;
  return 0;
}
static void handle(Conn *c, const char *m, size_t ml, const char *path, size_t pl, const char *body,
                   size_t bl) {
  c_reqs++;
  const char *q = memchr(path, '?', pl);
  const char *qe = path + pl;
  size_t bp = q ? (size_t)(q - path) : pl;
  if (q)
    q++;
  else
    q = qe;
  char v[128];
  if (bp > 21 && !memcmp(path, "/api/tasks/poll/batch/", 22)) {
    c_polls++;
    if (t_first_poll == 0)
      t_first_poll = now_us();
    int ty = findtype(path + 22, bp - 22);
    int count = qget(q, qe, "count", v, 32) ? atoi(v) : 1;
    int to = qget(q, qe, "timeout", v, 32) ? atoi(v) : 100;
    if (ty < 0) {
      reply(c, 200, "application/json", "[]", 2);
      c_empty++;
      return;
    }
    long first;
    release(now_us());
    long n = take(ty, count, &first);
    if (n == 0 && to > 0) {
      c->htype = ty;
      c->hcount = count;
      c->hfirst = first;
      c->hn = n;
      c->hv2 = 0;
      c->hdeadline = now_us() + to * 1000.0;
      hold(c);
      return;
    }
    send_tasks(c, ty, first, n);
    return;
  }
  if (ml == 4 && bp == 10 && !memcmp(path, "/api/tasks", 10)) {
    c_v1++;
    int ty;
    char id[40] = "?";
    mark(body, bl, &ty, id);
    reply(c, 200, "text/plain;charset=UTF-8", id, strlen(id));
    return;
  }
  if (ml == 4 && bp == 20 && !memcmp(path, "/api/tasks/update-v2", 20)) {
    c_v2++;
    int ty = 0;
    char id[40];
    if (mark(body, bl, &ty, id) < 0) {
      reply(c, 204, "", 0, 0);
      return;
    }
    long first;
    release(now_us());
    long n = take(ty, 1, &first);
    if (n) {
      c_v2chain++;
      delivered(ty, first, now_us());
      Buf *o = &c->out;
      head(o, 200, "application/json", tasklen(ty));
      addtask(o, ty, first);
    } else if (v2wait > 0) {
      c->htype = ty;
      c->hcount = 1;
      c->hn = 0;
      c->hv2 = 1;
      c->hdeadline = now_us() + v2wait;
      hold(c);
    } else
      reply(c, 204, "", 0, 0);
    return;
  }
  if (bp == 10 && !memcmp(path, "/ctl/reset", 10)) {
    do_reset(q, qe);
    reply(c, 200, "text/plain", "ok", 2);
    return;
  }
  if (bp == 10 && !memcmp(path, "/ctl/stats", 10)) {
    do_stats(c);
    return;
  }
  if (bp == 9 && !memcmp(path, "/ctl/done", 9)) {
    char b[64];
    int k = sprintf(b, "%ld", c_done);
    reply(c, 200, "text/plain", b, k);
    return;
  }
  reply(c, 200, "application/json", "{}", 2);
}
static void flushc(Conn *c) {
  while (c->outoff < c->out.len) {
    ssize_t n = write(c->fd, c->out.p + c->outoff, c->out.len - c->outoff);
    if (n < 0) {
      if (errno == EAGAIN) {
        if (!c->wantw) {
          struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
          epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
          c->wantw = 1;
        }
        return;
      }
      c->dead = 1;
      return;
    }
    c->outoff += n;
  }
  c->out.len = c->outoff = 0;
  if (c->wantw) {
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
    c->wantw = 0;
  }
}
static Buf cb;
static void process(Conn *c) {
  size_t off = 0;
  while (!c->held) {
    char *s = c->in.p + off;
    size_t n = c->in.len - off;
    if (n < 16)
      break;
    char *he = memmem(s, n, "\r\n\r\n", 4);
    if (!he)
      break;
    size_t hl = he - s + 4;
    char *sp = memchr(s, ' ', hl);
    if (!sp) {
      c->dead = 1;
      break;
    }
    char *sp2 = memchr(sp + 1, ' ', he - sp - 1);
    if (!sp2) {
      c->dead = 1;
      break;
    }
    long cl = 0;
    int chunked = 0;
    char *l = memchr(s, '\n', hl) + 1;
    while (l < he) {
      char *e = memchr(l, '\n', hl - (l - s));
      if (!e)
        e = he;
      if ((*l | 32) == 'c' && !strncasecmp(l, "content-length:", 15))
        cl = atol(l + 15);
      else if ((*l | 32) == 't' && !strncasecmp(l, "transfer-encoding:", 18))
        chunked = 1;
      else if ((*l | 32) == 'e' && !strncasecmp(l, "expect:", 7))
        badd(&c->out, "HTTP/1.1 100 Continue\r\n\r\n", 25);
      l = e + 1;
    }
    const char *body = s + hl;
    size_t bl = cl;
    size_t tot = hl + cl;
    if (chunked) {
      cb.len = 0;
      char *p = s + hl, *end = s + n;
      int ok = 0;
      while (p < end) {
        char *e = memmem(p, end - p, "\r\n", 2);
        if (!e)
          break;
        long sz = strtol(p, 0, 16);
        p = e + 2;
        if (sz == 0) {
          if (end - p < 2)
            break;
          p += 2;
          ok = 1;
          break;
        }
        if (end - p < sz + 2)
          break;
        badd(&cb, p, sz);
        p += sz + 2;
      }
      if (!ok)
        break;
      tot = p - s;
      bneed(&cb, 1);
      body = cb.p;
      bl = cb.len;
    } else if (n < tot)
      break;
    handle(c, s, sp - s, sp + 1, sp2 - sp - 1, body, bl);
    off += tot;
  }
  if (off) {
    memmove(c->in.p, c->in.p + off, c->in.len - off);
    c->in.len -= off;
  }
  if (c->out.len)
    flushc(c);
}
static void closec(Conn *c) {
  if (c->held) { /* lost hold */
    unhold(c);
  }
  epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, 0);
  close(c->fd);
  free(c->in.p);
  free(c->out.p);
  free(c);
}
static void serve_held(double now) {
  for (Conn *c = held.next; c != &held;) {
    Conn *nx = c->next;
    long av = types[c->htype].released - types[c->htype].next;
    int fin = 0;
    if (av > 0) {
      long f;
      long n = take(c->htype, c->hcount - c->hn, &f);
      if (!c->hn)
        c->hfirst = f;
      c->hn += n;
      fin = 1;
    }
    if (now >= c->hdeadline)
      fin = 1;
    if (fin) {
      unhold(c);
      if (c->hv2) {
        if (c->hn) {
          c_v2chain++;
          delivered(c->htype, c->hfirst, now);
          head(&c->out, 200, "application/json", tasklen(c->htype));
          addtask(&c->out, c->htype, c->hfirst);
        } else
          reply(c, 204, "", 0, 0);
      } else
        send_tasks(c, c->htype, c->hfirst, c->hn);
      flushc(c);
      if (!c->dead)
        process(c);
    }
    c = nx;
  }
}
int main(int ac, char **av) {
  int port = ac > 1 ? atoi(av[1]) : 0;
  prctl(PR_SET_PDEATHSIG, SIGTERM); // A benchmark that was killed leaves no server behind.
  held.next = held.prev = &held;
  const char *one_task = "n=1";
  do_reset(one_task, one_task + 3);
  int ls = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, 4);
  struct sockaddr_in a = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(ls, (void *)&a, sizeof a) || listen(ls, 1024)) {
    perror("bind");
    return 1;
  }
  socklen_t al = sizeof a;
  getsockname(ls, (void *)&a, &al);
  ep = epoll_create1(0);
  struct epoll_event ev = {.events = EPOLLIN, .data.ptr = 0};
  epoll_ctl(ep, EPOLL_CTL_ADD, ls, &ev);
  printf("listening %d pid %d\n", ntohs(a.sin_port), getpid());
  fflush(stdout);
  struct epoll_event evs[256];
  for (;;) {
    double wait = -1; // microseconds; epoll's own time-out, in whole milliseconds, is too coarse
    if (held.next != &held) {
      double now = now_us(), dl = 1e18;
      for (Conn *c = held.next; c != &held; c = c->next)
        if (c->hdeadline < dl)
          dl = c->hdeadline;
      if (rate > 0 && rel_rr < (long)ntypes * N_per && rel_acc_t + 1e6 / rate < dl)
        dl = rel_acc_t + 1e6 / rate;
      wait = dl > now ? dl - now : 0;
    }
    struct timespec ts = {.tv_sec = wait / 1e6};
    ts.tv_nsec = (wait - ts.tv_sec * 1e6) * 1e3;
    struct pollfd pfd = {.fd = ep, .events = POLLIN};
    ppoll(&pfd, 1, wait < 0 ? 0 : &ts, 0);
    int n = epoll_wait(ep, evs, 256, 0);
    for (int i = 0; i < n; i++) {
      Conn *c = evs[i].data.ptr;
      if (!c) {
        int fd;
        while ((fd = accept4(ls, 0, 0, SOCK_NONBLOCK)) >= 0) {
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
          Conn *k = calloc(1, sizeof *k);
          k->fd = fd;
          struct epoll_event e2 = {.events = EPOLLIN, .data.ptr = k};
          epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e2);
          c_conns++;
        }
        continue;
      }
      if (evs[i].events & EPOLLOUT)
        flushc(c);
      if (evs[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        for (;;) {
          bneed(&c->in, 65536);
          ssize_t r = read(c->fd, c->in.p + c->in.len, 65536);
          if (r == 0) {
            c->dead = 1;
            break;
          }
          if (r < 0) {
            if (errno != EAGAIN)
              c->dead = 1;
            break;
          }
          c->in.len += r;
          if (r < 65536)
            break;
        }
        if (!c->dead)
          process(c);
      }
      if (c->dead)
        closec(c);
    }
    if (held.next != &held || rate > 0) {
      double now = now_us();
      release(now);
      if (held.next != &held)
        serve_held(now);
    }
  }
}
