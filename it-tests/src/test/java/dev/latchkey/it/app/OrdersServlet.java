package dev.latchkey.it.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;

/** Authenticates and looks a user up, in a web application with libraries of its own. */
public final class OrdersServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private transient NaiveAuthenticator authenticator;
  private transient Accounts accounts;

  /** Takes the addresses of the key set and of the database. */
  @Override
  public void init() throws ServletException {
    try {
      Class.forName("org.postgresql.Driver");
      authenticator = new NaiveAuthenticator(new URL(getInitParameter("key-set")), "orders");
      accounts = new Accounts(getInitParameter("database"));
    } catch (ClassNotFoundException | IOException e) {
      throw new ServletException(e);
    }
  }

  /** Takes its driver away again, as Tomcat does by itself and Jetty does not. */
  @Override
  public void destroy() {
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      if (driver.getClass().getClassLoader() == getClass().getClassLoader()) {
        try {
          DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String answer;
    try {
      String subject = authenticator.authenticate(request.getParameter("token"));
      // Nothing is kept of what nobody asked before, so the pool has work.
      answer =
          "ok "
              + accounts.find(subject)
              + new Accounts(getInitParameter("database")).find("user7").mail();
    } catch (Exception refused) {
      answer = "refused " + refused;
    }
    response.getWriter().print(answer);
  }
}
