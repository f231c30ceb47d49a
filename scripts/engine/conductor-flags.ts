/**
 * What makes a Conductor server fit for tests: loopback only, parts nobody here asks for left out,
 * and a quiet log. Endless keep-alive keeps connection counts out of the tests.
 *
 * @param sweepSeconds between two looks of the server at one workflow. A long time makes response
 *   timeouts punctual. A short one delays them, but a JOIN that waited long, and what a killed
 *   server left half done, goes on within it.
 */
export function commonFlags(port: number, sweepSeconds = 3600): string[] {
  return [
    `--server.port=${port}`,
    '--server.address=127.0.0.1',
    '--server.tomcat.max-keep-alive-requests=-1',
    '--conductor.integrations.ai.enabled=false',
    '--conductor.scheduler.enabled=false',
    '--conductor.metrics-prometheus.enabled=false',
    `--conductor.app.workflowOffsetTimeout=${sweepSeconds}s`,
    '--logging.level.root=WARN',
  ];
}

/** SQLite in memory: nothing on disk, fresh at every start. One connection, or it fights for its lock. */
export function sqliteFlags(): string[] {
  return [
    '--spring.datasource.url=jdbc:sqlite:file:conductor?mode=memory&cache=shared&busy_timeout=15000',
    '--spring.datasource.hikari.maximum-pool-size=1',
    '--spring.datasource.hikari.max-lifetime=0',
  ];
}

/**
 * SQLite in a file of the working directory, which a killed server leaves whole; without fsync, so
 * a machine that loses its power would not.
 */
export function sqliteFileFlags(): string[] {
  return [
    '--spring.datasource.url=jdbc:sqlite:conductor.db?busy_timeout=15000&journal_mode=WAL&synchronous=OFF',
    '--spring.datasource.hikari.maximum-pool-size=1',
  ];
}

/** Data and queues in Redis; there is no index then, so task logs are not kept. */
export function redisFlags(redisPort: number): string[] {
  return [
    '--conductor.db.type=redis_standalone',
    '--conductor.queue.type=redis_standalone',
    `--conductor.redis.hosts=127.0.0.1:${redisPort}:us-east-1c`,
    '--conductor.indexing.enabled=false',
  ];
}
