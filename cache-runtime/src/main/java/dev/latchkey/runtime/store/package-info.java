/** The local store, single flight and the fingerprints that key it. */
@NullMarked
package dev.latchkey.runtime.store;

import org.jspecify.annotations.NullMarked;
