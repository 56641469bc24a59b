/** Phase 1: fetched key-set documents, kept per source; begin at {@code KeySetCache}. */
@NullMarked
package dev.latchkey.runtime.jwks;

import org.jspecify.annotations.NullMarked;
