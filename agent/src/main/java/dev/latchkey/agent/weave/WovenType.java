package dev.latchkey.agent.weave;

import java.util.Map;
import java.util.Objects;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;

/** A type while it is woven, with the number of the site of each method that advice goes into. */
final class WovenType extends TypeDescription.AbstractBase.OfSimpleType.WithDelegation {
  private final TypeDescription described;
  private final Map<MethodDescription, Integer> sites;

  WovenType(TypeDescription described, Map<MethodDescription, Integer> sites) {
    this.described = described;
    this.sites = sites;
  }

  int site(MethodDescription method) {
    return Objects.requireNonNull(sites.get(method), "only chosen methods get advice");
  }

  @Override
  protected TypeDescription delegate() {
    return described;
  }

  @Override
  public String getName() {
    return described.getName();
  }
}
