#pragma once

#include "mail/imap/command.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::mail {

/// The commands that are under way: gives each its tag, and finds it again when the
/// server says that it is done.
class imap_pipeline {
public:
  enum class task : std::uint8_t {
    /// A step of the session; one at a time.
    step,
    /// ID, whose answer does not matter.
    identify,
    /// A request for messages.
    batch,
    idle,
  };

  struct command {
    std::string tag;
    task purpose = task::step;
    /// Of requests for messages: which one.
    std::uint64_t batch = 0;
  };

  /// Notes a command; returns its first piece with the tag, to be sent.
  [[nodiscard]] std::string begin(const imap_command& text, task purpose, std::uint64_t batch = 0);

  /// The server asked for more of the last command (`+`); nothing if it has all.
  [[nodiscard]] std::optional<std::string> next_piece();

  /// The server is done with a command; nothing if the tag is not ours. What is left of
  /// that command is dropped: the server does not want it.
  [[nodiscard]] std::optional<command> finish(std::string_view tag);

private:
  std::deque<command> sent_;
  std::deque<std::string> held_;
  std::uint32_t last_tag_ = 0;
};

} // namespace vestnik::mail
