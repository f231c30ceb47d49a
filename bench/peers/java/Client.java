import com.netflix.conductor.client.automator.TaskRunnerConfigurer;
import com.netflix.conductor.client.http.ConductorClient;
import com.netflix.conductor.client.http.ConnectionPoolConfig;
import com.netflix.conductor.client.http.TaskClient;
import com.netflix.conductor.client.worker.Worker;
import com.netflix.conductor.common.metadata.tasks.Task;
import com.netflix.conductor.common.metadata.tasks.TaskResult;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The Java SDK, set up by the variables of bench/support/setup.ts. */
public class Client {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  public static void main(String[] args) throws Exception {
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
        case "burn" -> burn();
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

    /** CPU time of this thread, so that threads that share a core take longer. */
    private void burn() {
      long end = THREADS.getCurrentThreadCpuTime() + milliseconds * 1_000_000L;
      while (THREADS.getCurrentThreadCpuTime() < end) {}
    }
  }
}
