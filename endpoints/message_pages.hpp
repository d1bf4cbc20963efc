#pragma once

#include "consumers/core/connection.hpp"
#include "model/command.hpp"
#include "model/error.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace vestnik::endpoints {

/// `/ws/getMessages/{chat}/` as pages of the original systems use it (docs/wire/legacy.md):
/// each frame names a stretch of a chat, counted from its newest message, and is
/// answered with an array of messages or a refusal, in the order of the frames.
class message_pages {
public:
  explicit message_pages(consumers::connection& at);

  void receive(consumers::frame_kind kind, std::string_view payload);

private:
  struct stretch {
    std::uint64_t start = 0;
    /// Not included.
    std::uint64_t finish = 0;
  };

  /// Answers the oldest frame that waits.
  void serve();
  void read(std::uint64_t before);
  void take(const model::json_text& page);
  void end_with(const model::result<model::json_text>& answer);

  consumers::connection& at_;
  model::chat_id chat_;
  /// The first is being answered.
  std::deque<model::result<stretch>> waiting_;
  // Of the first: messages seen so far, and the array as far as it is known.
  std::uint64_t seen_ = 0;
  std::string found_;
};

} // namespace vestnik::endpoints
