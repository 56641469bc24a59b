package strangers;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Says who calls. */
@Path("/me")
@Authenticated
public class Me {
  private final SecurityIdentity identity;

  public Me(SecurityIdentity identity) {
    this.identity = identity;
  }

  @GET
  public String me() {
    return ((JsonWebToken) identity.getPrincipal()).getSubject();
  }
}
