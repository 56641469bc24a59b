/**
 * How long the authentication of a request took, in its response. Begin at {@link
 * dev.latchkey.runtime.response.ServerTiming}.
 */
@org.jspecify.annotations.NullMarked
package dev.latchkey.runtime.response;
