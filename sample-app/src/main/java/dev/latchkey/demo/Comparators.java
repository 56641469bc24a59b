package dev.latchkey.demo;

import com.example.idp.IdentityProvider;
import com.nimbusds.jose.JOSEException;
import dev.latchkey.demo.Comparison.Block;
import dev.latchkey.demo.Contender.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.IntFunction;

/**
 * Measures the ordinary service, the same with the agent, the tuned one and the one without
 * authentication against one provider and one database, in turn, and says how they compare. Runs in
 * the directory of its module.
 */
public final class Comparators {
  private static final Path FOLDER = Path.of("..", "it-tests", "target", "comparators");
  private static final Path OUTPUT = Path.of("target", "comparators");
  private static final Duration TARGET = Duration.ofMillis(250);
  private static final int SEARCH_STEPS = 5;

  /** A build is warm when it got no faster than by this in two rounds one after the other. */
  private static final double SETTLED = 1.1;

  private static final int SETTLED_ROUNDS = 2;
  private static final int MOST_ROUNDS = 10;

  /** All builds are compared at this share of what the ordinary one can do. */
  private static final double STEADY_SHARE = 0.5;

  private final Progress progress;
  private final Teardown teardown;
  private final int blocks;
  private final Duration step;
  private final Duration warmUp;
  private final Duration leadIn;

  private Comparators(Progress progress, Teardown teardown, Properties properties) {
    this.progress = progress;
    this.teardown = teardown;
    blocks = DemoSettings.number(properties, "comparators.blocks", 5, 1, 100);
    step = Duration.ofSeconds(DemoSettings.number(properties, "comparators.seconds", 3, 1, 600));
    warmUp = Duration.ofSeconds(DemoSettings.number(properties, "comparators.warmup", 15, 1, 600));
    leadIn = Duration.ofSeconds(DemoSettings.number(properties, "comparators.leadin", 6, 0, 600));
  }

  /** Runs as the properties {@code comparators.*} say; ends with 1 and a reason if it fails. */
  public static void main(String[] args) {
    Stage.perform(
        "The builds cannot be compared.",
        (progress, teardown, properties) -> {
          new Comparators(progress, teardown, properties).run();
          return true;
        });
  }

  private void run() throws Exception {
    Demo.requireFile(DemoSettings.AGENT, "run this with ./mvnw -Pcomparators");
    teardown.add(DemoLock.take(DemoSettings.OUTPUT.resolve("demo.lock")));
    Files.createDirectories(OUTPUT);
    var guard = teardown.add(OrphanGuard.start());
    var database =
        teardown.add(
            progress.during(
                "PostgreSQL", () -> Triggers.startDatabase(OUTPUT.resolve("postgres"))));
    guard.watch(database.process());
    var provider = teardown.add(progress.during("Identity provider", IdentityProvider::start));
    var requests = requests(provider);
    var contenders = new ArrayList<Contender>();
    for (var build : Build.values()) {
      contenders.add(
          teardown.add(
              progress.during(
                  "Starting " + build.title(),
                  () -> Contender.start(build, OUTPUT, provider, database, guard, requests))));
    }
    for (var contender : contenders) {
      progress.during("Warming up " + contender.build().title(), () -> warmUp(contender));
    }
    checkTokens(contenders, provider);
    var comparison = compare(contenders);
    checkTokens(contenders, provider);
    comparison.write(FOLDER);
    progress.say("");
    progress.say(comparison.table());
    progress.say("Also in " + FOLDER.resolve("result.json").toAbsolutePath().normalize());
  }

  /** What is measured is a build that has been compiled, however slowly it began. */
  private double warmUp(Contender contender) throws InterruptedException {
    var best = 0.0;
    var settled = 0;
    for (int i = 0; i < MOST_ROUNDS && settled < SETTLED_ROUNDS; i++) {
      var rate = contender.run(OpenLoad.AS_FAST_AS_ANSWERED, warmUp).ratePerSecond();
      settled = rate < SETTLED * best ? settled + 1 : 0;
      best = Math.max(rate, best);
    }
    return best;
  }

  private Comparison compare(List<Contender> contenders) throws Exception {
    var capacity = new Capacity(TARGET, leadIn, step, SEARCH_STEPS);
    var found = new ArrayList<Map<Build, Block>>();
    var steadyRate = 0.0;
    for (int i = 0; i < blocks; i++) {
      var order = new ArrayList<>(contenders);
      Collections.rotate(order.subList(1, order.size()), i); // the first one tells the steady rate
      var block = Comparison.block();
      for (var contender : order) {
        var work = "Block " + (i + 1) + " of " + blocks + ", " + contender.build().title();
        var full = progress.during(work, () -> capacity.find(contender));
        if (steadyRate == 0) {
          steadyRate = STEADY_SHARE * full.ratePerSecond();
        }
        var calm = contender.run(steadyRate, step.plus(step));
        block.put(
            contender.build(),
            new Block(full.ratePerSecond(), calm.meanMillis(), calm.p95Millis(), full.cpuMicros()));
      }
      found.add(block);
    }
    return new Comparison(TARGET.toMillis(), steadyRate, found);
  }

  /** No speed is bought with a bad token that is let in. */
  private void checkTokens(List<Contender> contenders, IdentityProvider provider) throws Exception {
    for (var contender : contenders) {
      if (contender.build() != Build.OPEN) {
        new TokenCheck(provider, new OrdersClient(contender.address())).run();
      }
    }
  }

  /** The tokens outlive the run: what is measured is not how they are issued. */
  private static IntFunction<byte[]> requests(IdentityProvider provider) throws JOSEException {
    var users = new ArrayList<byte[]>();
    for (int i = 0; i < SubjectTokens.SUBJECTS; i++) {
      var request = SubjectTokens.request(i).living(Duration.ofHours(2));
      users.add(KeptConnection.request(provider.issue(request)));
    }
    return OpenLoad.inTurn(users);
  }
}
