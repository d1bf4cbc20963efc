#pragma once

#include <gmime/gmime.h>

#include <memory>

namespace vestnik::mail {

/// Gives one reference of a GObject back.
struct gobject_unref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};

/// Owns one reference of a GObject of GMime: a stream, parser, message or address list.
template <class T>
using gobject_ptr = std::unique_ptr<T, gobject_unref>;

/// Frees a string of GLib.
struct glib_free {
  void operator()(char* text) const noexcept { g_free(text); }
};

using glib_string = std::unique_ptr<char, glib_free>;

/// GMime, started once for the process, with the options that all parsing uses: tolerant,
/// undeclared bytes read as UTF-8, then windows-1251, then iso-8859-1. Thread-safe.
[[nodiscard]] GMimeParserOptions* gmime_options();

} // namespace vestnik::mail
