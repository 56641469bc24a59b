/**
 * A small identity provider: key sets and tokens over HTTP, with a delay, a key rotation and an
 * outage on command. Begin at {@link com.example.idp.IdentityProvider}.
 */
@NullMarked
package com.example.idp;

import org.jspecify.annotations.NullMarked;
