#pragma once

#include <cstdint>

namespace vestnik::cluster {

/// What a node may do.
enum class node_status : std::uint8_t {
  joining,
  /// Rooms belong to it.
  serving,
  /// It cannot prove its lease: it must do nothing that another node may do by now. It
  /// serves again when the table says that nobody declared it dead meanwhile.
  suspended,
  /// Suspended, whatever its lease is: neither the table answers nor a majority of those that
  /// it probes, itself included. Whoever is connected to it is better served elsewhere.
  cut_off,
  leaving,
  /// It has left or was declared dead; for ever.
  dead,
};

} // namespace vestnik::cluster
