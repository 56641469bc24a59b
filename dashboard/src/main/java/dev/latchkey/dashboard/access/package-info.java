/**
 * Who may ask for what: the guard against foreign pages, the admin token and sessions; begin at
 * {@code AccessGuard}.
 */
@NullMarked
package dev.latchkey.dashboard.access;

import org.jspecify.annotations.NullMarked;
