package com.acme.shop;

import dev.latchkey.runtime.discovery.AddressShape;
import dev.latchkey.runtime.discovery.Choke;
import dev.latchkey.runtime.discovery.MethodFigures;
import dev.latchkey.runtime.discovery.MethodId;
import dev.latchkey.runtime.discovery.Scan;
import dev.latchkey.runtime.time.ManualTicker;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** An application as discovery sees it: it tells the scan what woven code would. */
public final class Shop {
  private final Scan scan;
  private final ManualTicker ticker;

  /** Is looked at by {@code scan}. */
  public Shop(Scan scan, ManualTicker ticker) {
    this.scan = scan;
    this.ticker = ticker;
  }

  /** Serves a request with a token. */
  public String handle(String token) {
    return watched(
        "handle", "(Ljava/lang/String;)Ljava/lang/String;", 0, () -> authenticate(token));
  }

  private String authenticate(String token) {
    return watched(
        "authenticate",
        "(Ljava/lang/String;)Ljava/lang/String;",
        0,
        () -> {
          String user = findUser(null, validate(token));
          noteVisit(user);
          return user;
        });
  }

  private String validate(String token) {
    figures("validate", "(Ljava/lang/String;)Ljava/lang/String;").tokenArgument(0);
    return watched(
        "validate",
        "(Ljava/lang/String;)Ljava/lang/String;",
        0,
        () -> {
          fetchKeys();
          choke(Choke.VERIFY, AddressShape.OTHER, 5);
          return "alice";
        });
  }

  private String fetchKeys() {
    return watched(
        "fetchKeys",
        "()Ljava/lang/String;",
        1,
        () -> {
          choke(Choke.FETCH, AddressShape.KEY_SET, 60);
          return "keys";
        });
  }

  private String findUser(Connection unused, String subject) {
    return watched(
        "findUser",
        "(Ljava/sql/Connection;Ljava/lang/String;)Ljava/lang/String;",
        subject.hashCode(),
        () -> {
          connect();
          step(10);
          scan.stated(10_000_000, false, "users");
          return subject;
        });
  }

  private Connection connect() {
    return watched(
        "connect",
        "()Ljava/sql/Connection;",
        0,
        () -> {
          choke(Choke.CONNECT, AddressShape.OTHER, 20);
          return null;
        });
  }

  private void noteVisit(String user) {
    watched(
        "noteVisit",
        "(Ljava/lang/String;)V",
        0,
        () -> {
          step(5);
          scan.stated(5_000_000, true, "users");
          return user;
        });
  }

  /** Checks a cookie by a shared key; not watched yet. */
  public void checkCookie() {
    choke(Choke.MAC, AddressShape.OTHER, 1);
  }

  /** Signs a link with a shared key; not watched yet. */
  public void signLink() {
    choke(Choke.MAC, AddressShape.OTHER, 1);
  }

  /** Serves a request that nobody has to be known for. */
  public List<String> listArticles() {
    return watched(
        "listArticles",
        "()Ljava/util/List;",
        0,
        () -> {
          step(10);
          scan.stated(10_000_000, false, "articles");
          return List.of("articles");
        });
  }

  /** Serves a request that only writes an order. */
  public String order() {
    return watched(
        "order",
        "()Ljava/lang/String;",
        0,
        () -> {
          connect();
          return "ordered";
        });
  }

  /** Stands in a method until {@code entered} has run; another thread may be in it. */
  public Connection slowConnect(Runnable entered) {
    return watched(
        "slowConnect",
        "(Ljava/lang/Runnable;)Ljava/sql/Connection;",
        0,
        () -> {
          Object passage = scan.passing(Choke.CONNECT);
          entered.run();
          scan.passed(passage, AddressShape.OTHER);
          return null;
        });
  }

  /** Calls the method and waits before its body, as for its lock. */
  public void callSlowConnect(Runnable waiting) {
    watched(
        "callSlowConnect",
        "(Ljava/lang/Runnable;)Ljava/lang/Object;",
        0,
        () -> {
          slowConnect("", waiting);
          return this;
        });
  }

  private static void slowConnect(String name, Runnable waiting) {
    waiting.run();
  }

  private void choke(Choke choke, AddressShape shape, long millis) {
    Object passage = scan.passing(choke);
    step(millis);
    scan.passed(passage, shape);
  }

  private void step(long millis) {
    ticker.advance(Duration.ofMillis(millis));
  }

  private MethodFigures figures(String name, String descriptor) {
    return scan.figures(new MethodId(Shop.class.getName(), name, descriptor));
  }

  private <T> T watched(String name, String descriptor, long arguments, Supplier<T> body) {
    Object call = scan.begun(figures(name, descriptor), arguments);
    T result = body.get();
    if (call != null) {
      scan.ended(call, false, arguments == 0 ? 0 : result.hashCode());
    }
    return result;
  }
}
