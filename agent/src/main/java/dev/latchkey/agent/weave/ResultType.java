package dev.latchkey.agent.weave;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks the advice parameter that is bound to the woven method's return type, boxed. */
@Retention(RetentionPolicy.RUNTIME)
@interface ResultType {}
