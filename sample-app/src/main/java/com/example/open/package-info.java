/**
 * The orders service with authentication taken out: what is left of a request is the order query
 * alone. It exists to be compared with and takes everybody for the same user. Begin at {@link
 * com.example.open.OpenOrdersApplication}.
 */
@NullMarked
package com.example.open;

import org.jspecify.annotations.NullMarked;
