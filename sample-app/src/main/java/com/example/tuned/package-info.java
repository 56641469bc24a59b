/**
 * The orders service as an expert would write it: key source, tokens, connections and users are
 * kept. It is what the ordinary build is compared with. Begin at {@link
 * com.example.tuned.TunedOrdersApplication}.
 */
@NullMarked
package com.example.tuned;

import org.jspecify.annotations.NullMarked;
