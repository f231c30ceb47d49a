import com.netflix.conductor.client.automator.TaskRunnerConfigurer;
import com.netflix.conductor.client.http.ConductorClient;
import com.netflix.conductor.client.http.ConnectionPoolConfig;
import com.netflix.conductor.client.http.TaskClient;
import com.netflix.conductor.client.worker.Worker;
import com.netflix.conductor.common.metadata.tasks.Task;
import com.netflix.conductor.common.metadata.tasks.TaskResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The Java SDK, set up by the variables of bench/support/setup.ts. */
public class Client {
  private static final long STEPS = 2_000_000;
  private static long stepsPerMs;

  /** Virtual threads know no CPU time of their own, so the work is measured once, beforehand. */
  private static void calibrate() {
    long fastest = Long.MAX_VALUE;
    for (int run = 0; run < 20; run++) {
      long start = System.nanoTime();
      consumed = spin(STEPS);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    stepsPerMs = STEPS * 1_000_000 / fastest;
  }

  /** Keeps the compiler from leaving the work out. */
  private static volatile int consumed;

  private static int spin(long steps) {
    int state = 1;
    for (long step = 0; step < steps; step++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
    }
    return state;
  }

  public static void main(String[] args) throws Exception {
    if (System.getenv("BENCH_WORK").equals("burn")) calibrate();
    int types = Integer.parseInt(System.getenv("BENCH_TYPES"));
    int slots = Integer.parseInt(System.getenv().getOrDefault("BENCH_CONCURRENCY", "10"));
    int connections = types + slots + 10;
    ConductorClient http =
        ConductorClient.builder()
            .basePath(System.getenv("BENCH_URL"))
            .connectionPoolConfig(new ConnectionPoolConfig(connections, 5, TimeUnit.MINUTES))
            .configureOkHttp(
                builder -> {
                  okhttp3.Dispatcher dispatcher = new okhttp3.Dispatcher();
                  dispatcher.setMaxRequests(connections);
                  dispatcher.setMaxRequestsPerHost(connections);
                  builder.dispatcher(dispatcher);
                })
            .build();
    List<Worker> workers = new ArrayList<>();
    Map<String, Integer> threads = new HashMap<>();
    for (int index = 0; index < types; index++) {
      String name = System.getenv("BENCH_PREFIX") + index;
      workers.add(new Bench(name));
      threads.put(name, slots);
    }
    TaskRunnerConfigurer runner =
        new TaskRunnerConfigurer.Builder(new TaskClient(http), workers)
            .withTaskThreadCount(threads)
            .withUseVirtualThreads(Boolean.getBoolean("bench.virtual"))
            .build();
    runner.init();
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    runner.shutdown();
    Runtime.getRuntime().halt(0);
  }

  private static final class Bench implements Worker {
    private final String name;
    private final String work = System.getenv("BENCH_WORK");
    private final int milliseconds = Integer.parseInt(System.getenv("BENCH_WORK_MS"));

    Bench(String name) {
      this.name = name;
    }

    @Override
    public String getTaskDefName() {
      return name;
    }

    @Override
    public int getPollingInterval() {
      return 1;
    }

    @Override
    public TaskResult execute(Task task) {
      TaskResult result = new TaskResult(task);
      result.setStatus(TaskResult.Status.COMPLETED);
      switch (work) {
        case "sleep" -> sleep();
        case "burn" -> consumed = burn();
        case "echo" -> result.setOutputData(task.getInputData());
        default -> {}
      }
      if (!work.equals("echo")) result.addOutputData("ok", true);
      return result;
    }

    private void sleep() {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** A fixed amount, so that threads that share a core take longer. */
    private int burn() {
      return spin(stepsPerMs * milliseconds);
    }
  }
}
