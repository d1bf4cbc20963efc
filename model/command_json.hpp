#pragma once

#include "model/command.hpp"

#include <optional>
#include <string_view>

// The JSON of commands between nodes: the fields of the command beside its name,
// `{"action":"chats.send","text":"…"}`. Ids are strings, values of enumerations are words, and
// JSON within it is text, so that it arrives to the letter.
//
// Nodes of neighbouring versions work together, so between these it only grows: what is not known
// is passed over, and what is missing has its initial value.

namespace vestnik::model {

/// A secret, since passwords stand in it. A text that is not valid UTF-8 stays as it is.
[[nodiscard]] secret to_json(const command_body& body);

/// Nothing for an action or a word that is unknown here, for a value that its member
/// cannot have, and for what is no JSON.
[[nodiscard]] std::optional<command_body> command_of_json(std::string_view json);

} // namespace vestnik::model
