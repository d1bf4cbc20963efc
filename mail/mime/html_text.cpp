#include "mail/mime/html_text.hpp"

#include "mail/mime/html_reference.hpp"
#include "mail/mime/html_token.hpp"
#include "model/values/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace vestnik::mail {

namespace {

/// A longer address is not shown: nobody reads it, and looking for it takes long.
constexpr std::size_t longest_address = 2'000;

bool is_blank(char c) { return std::string_view{" \t\r\n\f"}.find(c) != std::string_view::npos; }

template <std::size_t N>
bool is_one_of(std::string_view tag, const std::array<std::string_view, N>& tags) {
  return std::ranges::find(tags, tag) != tags.end();
}

/// Not `noscript`: it is for readers like this one, which runs no script.
bool is_hidden(std::string_view tag) {
  static constexpr std::array<std::string_view, 4> tags{"template", "object", "select", "svg"};
  return is_one_of(tag, tags);
}

bool is_list(std::string_view tag) { return tag == "ul" || tag == "ol"; }

bool is_paragraph(std::string_view tag) {
  static constexpr std::array<std::string_view, 14> tags{"p",     "h1",  "h2", "h3", "h4",
                                                         "h5",    "h6",  "ul", "ol", "blockquote",
                                                         "table", "pre", "hr", "dl"};
  return is_one_of(tag, tags);
}

bool is_block(std::string_view tag) {
  static constexpr std::array<std::string_view, 19> tags{
      "div",    "tr",      "li",      "dt",     "dd",      "article", "header",
      "footer", "section", "address", "center", "form",    "nav",     "caption",
      "body",   "main",    "aside",   "figure", "fieldset"};
  return is_one_of(tag, tags) || is_paragraph(tag);
}

/// Collects text with the white space of HTML folded.
class text_writer {
public:
  void add(std::string_view text) {
    for (const char c : text) {
      if (is_blank(c)) {
        blank_ = true;
        continue;
      }
      flush();
      text_ += c;
    }
  }

  void add_preformatted(std::string_view text) {
    flush();
    for (const char c : text)
      if (c != '\r')
        text_ += c;
  }

  /// The next text begins after at least `lines` line feeds.
  void begin_line(int lines) {
    breaks_ = std::max(breaks_, lines);
    blank_ = false;
  }

  void add_break() {
    breaks_ = std::min(breaks_ + 1, 2);
    blank_ = false;
  }

  void add_blank() { blank_ = true; }

  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] std::string_view since(std::size_t start) const {
    return std::string_view{text_}.substr(std::min(start, text_.size()));
  }

  std::string take() && {
    text_.erase(text_.find_last_not_of(" \n") + 1);
    return std::move(text_);
  }

private:
  void flush() {
    const int stand = text_.ends_with("\n\n") ? 2 : text_.ends_with('\n') ? 1 : 0;
    if (breaks_ > 0 && !text_.empty())
      text_.append(static_cast<std::size_t>(std::max(breaks_ - stand, 0)), '\n');
    else if (blank_ && !text_.empty() && text_.back() != ' ' && text_.back() != '\n')
      text_ += ' ';
    breaks_ = 0;
    blank_ = false;
  }

  std::string text_;
  int breaks_ = 0;
  bool blank_ = false;
};

/// Writes the text of one document, token by token. What HTML lets be left open or closed twice
/// costs a line or a number at most: an element that hides its content and is never closed hides
/// nothing.
class html_reader {
public:
  explicit html_reader(std::string_view html)
      : tokens_{html} {}

  std::string read() {
    for (html_token token; tokens_.next(token);)
      take(token);
    end_link();
    return std::move(out_).take();
  }

private:
  struct open_link {
    std::string target;
    std::size_t text_start = 0;
  };
  struct open_list {
    bool numbered = false;
    int items = 0;
  };

  void take(const html_token& token) {
    if (token.is == html_token::kind::text)
      return hidden_ == 0 ? add_text(token.source) : void();
    if (hidden_ > 0) {
      if (token.name == hidden_by_)
        hidden_ += token.is == html_token::kind::open ? 1 : -1;
      if (token.name == hidden_by_ && token.is == html_token::kind::close && hidden_ > 0 &&
          !tokens_.is_closed(hidden_by_))
        hidden_ = 0;
      return;
    }
    token.is == html_token::kind::open ? enter(token) : leave(token.name);
  }

  void add_text(std::string_view source) {
    if (preformatted_ == 0)
      return out_.add(decode_references(source));
    // HTML leaves out the line feed that <pre> begins with.
    source.remove_prefix(begins_preformatted_ && source.starts_with("\r") ? 1 : 0);
    source.remove_prefix(begins_preformatted_ && source.starts_with("\n") ? 1 : 0);
    begins_preformatted_ = false;
    out_.add_preformatted(decode_references(source));
  }

  void enter(const html_token& token) {
    const std::string_view tag = token.name;
    if (is_hidden(tag)) {
      const bool is_empty = tag == "svg" && token.source.ends_with('/');
      hidden_ = !is_empty && tokens_.is_closed(tag) ? 1 : 0;
      hidden_by_ = tag;
      return;
    }
    begin_block(tag);
    begins_preformatted_ = tag == "pre";
    if (tag == "br")
      out_.add_break();
    else if (tag == "img")
      out_.add(html_attribute(token, "alt"));
    else if (tag == "td" || tag == "th")
      out_.add_blank();
    else if (tag == "li")
      begin_item();
    else if (tag == "pre")
      ++preformatted_;
    else if (is_list(tag))
      lists_.push_back({tag == "ol"});
    else if (tag == "a")
      begin_link(html_attribute(token, "href"));
  }

  void leave(std::string_view tag) {
    if (tag == "a")
      end_link();
    else if (tag == "pre")
      preformatted_ = std::max(preformatted_ - 1, 0);
    else if (is_list(tag) && !lists_.empty())
      lists_.pop_back();
    else if (tag == "br")
      out_.add_break();
    begin_block(tag);
  }

  void begin_block(std::string_view tag) {
    if (is_block(tag))
      out_.begin_line(is_paragraph(tag) && lists_.empty() ? 2 : 1);
  }

  void begin_item() {
    if (lists_.empty() || !lists_.back().numbered) {
      out_.add("- ");
      return;
    }
    out_.add(std::to_string(++lists_.back().items));
    out_.add(". ");
  }

  void begin_link(std::string target) {
    end_link();
    link_ = {std::move(target), out_.size()};
  }

  void end_link() {
    const auto link = std::exchange(link_, std::nullopt).value_or(open_link{});
    const std::string_view target = link.target;
    const bool useful = (target.starts_with("http://") || target.starts_with("https://") ||
                         target.starts_with("mailto:")) &&
                        target.size() <= longest_address;
    const auto shown = out_.since(link.text_start);
    const auto bare = target.substr(target.starts_with("mailto:") ? 7 : 0);
    if (!useful || shown.empty() || shown.find(bare) != shown.npos)
      return;
    out_.add(" <");
    out_.add(bare);
    out_.add(">");
  }

  html_tokens tokens_;
  text_writer out_;
  std::optional<open_link> link_;
  std::vector<open_list> lists_;
  int preformatted_ = 0;
  bool begins_preformatted_ = false;
  /// How many elements of the kind that hides are open.
  int hidden_ = 0;
  std::string hidden_by_;
};

} // namespace

std::string text_from_html(std::string_view html) {
  const auto valid = model::to_valid_utf8(html);
  return model::to_valid_utf8(html_reader{valid}.read());
}

} // namespace vestnik::mail
