package dev.latchkey.agent.weave;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks the advice parameter that is bound to the constant number of the woven method. */
@Retention(RetentionPolicy.RUNTIME)
@interface SiteId {}
