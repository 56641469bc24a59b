package com.example.orders.profile;

import org.jspecify.annotations.Nullable;

/**
 * What a user wants to be known as.
 *
 * @param name null when the caller sent none
 */
public record Profile(@Nullable String name) {}
