package dev.latchkey.it.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;

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
