#pragma once

#include <string>
#include <string_view>

namespace vestnik::mail {

/// The text of an HTML document for people: blocks become lines, paragraphs are set apart
/// by an empty line, list items get a dash or number, links their address in angle
/// brackets unless the text says it already, images their alternative text. Scripts,
/// styles and comments are left out. `html` is UTF-8, anything is accepted; the result is
/// valid UTF-8.
///
/// Made of the tokens alone, in time and memory that grow with the HTML as its length does.
/// Parsers that build the tree of a page compare attributes with one another and walk through
/// what is open at each tag, so that one mail could occupy a thread for a minute.
[[nodiscard]] std::string text_from_html(std::string_view html);

} // namespace vestnik::mail
