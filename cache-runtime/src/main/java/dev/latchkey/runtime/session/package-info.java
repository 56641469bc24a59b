/**
 * Phase 3: user lookups from memory, correct the moment that a user changes. Begin with {@link
 * dev.latchkey.runtime.session.SessionCache}; what makes answers fall is in {@link
 * dev.latchkey.runtime.session.Epochs}.
 */
@NullMarked
package dev.latchkey.runtime.session;

import org.jspecify.annotations.NullMarked;
