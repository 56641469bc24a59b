package dev.latchkey.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.acme.shop.Shop;
import dev.latchkey.runtime.config.ConfigReader;
import dev.latchkey.runtime.discovery.Proposal.Confidence;
import dev.latchkey.runtime.operation.Layer;
import dev.latchkey.runtime.time.ManualTicker;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FinderTest {
  private static final int REQUESTS = 50;

  private final ManualTicker ticker = new ManualTicker();
  private final Scan scan = new Scan(ticker, 1);
  private final Shop shop = new Shop(scan, ticker);

  private Findings find() {
    return new Finder(scan, method -> "").find();
  }

  private void authenticate() {
    for (int i = 0; i < REQUESTS; i++) {
      shop.handle("token");
    }
  }

  private static Map<String, Proposal> byName(Findings found) {
    return found.proposals().stream().collect(Collectors.toMap(Proposal::name, each -> each));
  }

  @Test
  void proposesEachMethodForItsLayerTheMostExpensiveFirst() {
    authenticate();
    shop.listArticles();

    List<Proposal> proposals = find().proposals();

    assertThat(proposals)
        .extracting(Proposal::name)
        .containsExactly("fetch-keys", "connect", "find-user", "validate", "authenticate");
    assertThat(proposals)
        .extracting(Proposal::layer)
        .containsExactly(Layer.JWKS, Layer.DB, Layer.SESSION, Layer.JWT, Layer.AUTH);
    assertThat(proposals).allMatch(each -> each.confidence() == Confidence.HIGH);
  }

  @Test
  void countsTheTimeOfEachWithoutThatOfProposalsInside() {
    authenticate();

    Map<String, Proposal> found = byName(find());

    assertThat(found.get("fetch-keys").share()).isCloseTo(0.60, within(0.001));
    assertThat(found.get("connect").share()).isCloseTo(0.20, within(0.001));
    assertThat(found.get("find-user").share()).isCloseTo(0.10, within(0.001));
    assertThat(found.get("validate").share()).isCloseTo(0.05, within(0.001));
    assertThat(found.get("validate").meanMillis()).isCloseTo(65, within(0.001));
  }

  @Test
  void leavesOutOfTheShareWhatDoesNotAuthenticate() {
    authenticate();
    for (int i = 0; i < REQUESTS; i++) {
      shop.order();
    }

    Map<String, Proposal> found = byName(find());

    assertThat(found.get("connect").share()).isCloseTo(0.20, within(0.001));
    assertThat(found.get("fetch-keys").share()).isCloseTo(0.60, within(0.001));
  }

  @Test
  void saysWhatMustNotBeKept() {
    authenticate();

    assertThat(find().keepAway())
        .extracting(Findings.KeepAway::method)
        .containsExactly("com.acme.shop.Shop#noteVisit");
    assertThat(find().keepAway().get(0).reason()).contains("writes users");
  }

  @Test
  void writesTargetsThatTheReaderTakes() {
    authenticate();

    for (Proposal each : find().proposals()) {
      var read = ConfigReader.read(each.yaml(), "proposed.yaml", Map.of());
      assertThat(read.problems()).as(each.yaml()).isEmpty();
      assertThat(each.yaml()).contains("role: time");
    }
    String keeping = byName(find()).get("find-user").keeping();
    assertThat(ConfigReader.read(keeping, "keeping.yaml", Map.of()).problems()).isEmpty();
    assertThat(keeping).contains("key: [arg1]", "sql-table: users");
  }

  @Test
  void findsNothingWhereNobodyAuthenticates() {
    assertThat(find().notes()).singleElement().asString().contains("Was there load?");

    for (int i = 0; i < REQUESTS; i++) {
      shop.listArticles();
    }

    assertThat(find().proposals()).isEmpty();
    assertThat(find().notes()).singleElement().asString().contains("something else");
  }

  @Test
  void leavesOutWhatIsATargetAlready() {
    authenticate();

    Findings found =
        new Finder(scan, method -> method.name().equals("connect") ? "known" : "").find();

    assertThat(byName(found)).doesNotContainKey("connect");
    assertThat(found.notes()).contains("com.acme.shop.Shop#connect is target known already.");
  }

  @Test
  void tellsWhenEqualArgumentsGiveDifferentResults() {
    authenticate();
    MethodFigures user =
        scan.all().stream()
            .filter(each -> each.method().name().equals("findUser"))
            .findFirst()
            .orElseThrow();
    user.answered(7, 1);
    user.answered(7, 2);

    assertThat(byName(find()).get("find-user").keeping()).isEmpty();
    assertThat(find().keepAway())
        .anyMatch(
            each -> each.method().endsWith("#findUser") && each.reason().contains("different"));
  }
}
