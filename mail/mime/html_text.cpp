#include "mail/mime/html_text.hpp"

#include "model/values/ascii.hpp"
#include "model/values/utf8.hpp"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csetjmp>
#include <memory_resource>
#include <span>
#include <utility>
#include <vector>

namespace vestnik::mail {

namespace {

constexpr std::string_view blanks = " \t\r\n\f";

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

template <std::size_t N>
bool is_one_of(GumboTag tag, const std::array<GumboTag, N>& tags) {
  return std::ranges::find(tags, tag) != tags.end();
}

bool is_hidden(GumboTag tag) {
  static constexpr std::array tags{GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE,  GUMBO_TAG_HEAD,
                                   GUMBO_TAG_TEMPLATE, GUMBO_TAG_OBJECT, GUMBO_TAG_TEXTAREA,
                                   GUMBO_TAG_SELECT,   GUMBO_TAG_SVG,    GUMBO_TAG_NOSCRIPT};
  return is_one_of(tag, tags);
}

bool is_paragraph(GumboTag tag) {
  static constexpr std::array tags{
      GUMBO_TAG_P,     GUMBO_TAG_H1,  GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4,
      GUMBO_TAG_H5,    GUMBO_TAG_H6,  GUMBO_TAG_UL, GUMBO_TAG_OL, GUMBO_TAG_BLOCKQUOTE,
      GUMBO_TAG_TABLE, GUMBO_TAG_PRE, GUMBO_TAG_HR, GUMBO_TAG_DL};
  return is_one_of(tag, tags);
}

bool is_block(GumboTag tag) {
  static constexpr std::array tags{
      GUMBO_TAG_DIV,     GUMBO_TAG_TR,     GUMBO_TAG_LI,     GUMBO_TAG_DT,      GUMBO_TAG_DD,
      GUMBO_TAG_ARTICLE, GUMBO_TAG_HEADER, GUMBO_TAG_FOOTER, GUMBO_TAG_SECTION, GUMBO_TAG_ADDRESS,
      GUMBO_TAG_CENTER,  GUMBO_TAG_FORM,   GUMBO_TAG_NAV,    GUMBO_TAG_CAPTION, GUMBO_TAG_BODY,
      GUMBO_TAG_MAIN,    GUMBO_TAG_ASIDE,  GUMBO_TAG_FIGURE, GUMBO_TAG_FIELDSET};
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
    if (breaks_ > 0 && !text_.empty())
      text_.append(static_cast<std::size_t>(breaks_), '\n');
    else if (blank_ && !text_.empty() && text_.back() != ' ' && text_.back() != '\n')
      text_ += ' ';
    breaks_ = 0;
    blank_ = false;
  }

  std::string text_;
  int breaks_ = 0;
  bool blank_ = false;
};

std::string_view attribute(const GumboElement& element, const char* name) {
  const auto* found = gumbo_get_attribute(&element.attributes, name);
  return found != nullptr ? std::string_view{found->value} : std::string_view{};
}

std::span<GumboNode* const> children_of(const GumboElement& element) {
  return {reinterpret_cast<GumboNode* const*>(element.children.data), element.children.length};
}

/// Walks the tree with a stack of its own: the depth is the sender's choice.
class walker {
public:
  std::string walk(const GumboNode& root) {
    enter(root);
    while (!open_.empty()) {
      auto& top = open_.back();
      const auto children = children_of(top.node->v.element);
      if (top.next == children.size()) {
        leave();
        continue;
      }
      enter(*children[top.next++]);
    }
    return std::move(out_).take();
  }

private:
  struct open_element {
    const GumboNode* node;
    std::size_t next = 0;
    std::size_t text_start = 0;
    int items = 0;
  };

  void enter(const GumboNode& node) {
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
        node.type == GUMBO_NODE_CDATA) {
      const std::string_view text = node.v.text.text;
      preformatted_ > 0 ? out_.add_preformatted(text) : out_.add(text);
      return;
    }
    if (node.type != GUMBO_NODE_ELEMENT || is_hidden(node.v.element.tag))
      return;
    const auto tag = node.v.element.tag;
    if (is_block(tag))
      out_.begin_line(is_paragraph(tag) && list_depth_ == 0 ? 2 : 1);
    if (tag == GUMBO_TAG_BR)
      out_.add_break();
    else if (tag == GUMBO_TAG_IMG)
      out_.add(attribute(node.v.element, "alt"));
    else if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH)
      out_.add_blank();
    else if (tag == GUMBO_TAG_LI)
      begin_item();
    else if (tag == GUMBO_TAG_PRE)
      ++preformatted_;
    list_depth_ += tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL ? 1 : 0;
    open_.push_back({&node, 0, out_.size()});
  }

  void leave() {
    const auto done = open_.back();
    open_.pop_back();
    const auto tag = done.node->v.element.tag;
    if (tag == GUMBO_TAG_A)
      end_link(done);
    else if (tag == GUMBO_TAG_PRE)
      --preformatted_;
    list_depth_ -= tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL ? 1 : 0;
    if (is_block(tag))
      out_.begin_line(is_paragraph(tag) && list_depth_ == 0 ? 2 : 1);
  }

  void begin_item() {
    if (open_.empty() || open_.back().node->v.element.tag != GUMBO_TAG_OL) {
      out_.add("- ");
      return;
    }
    out_.add(std::to_string(++open_.back().items));
    out_.add(". ");
  }

  void end_link(const open_element& link) {
    const auto target = attribute(link.node->v.element, "href");
    const bool useful = target.starts_with("http://") || target.starts_with("https://") ||
                        target.starts_with("mailto:");
    const auto shown = out_.since(link.text_start);
    const auto bare = target.substr(target.starts_with("mailto:") ? 7 : 0);
    if (!useful || shown.empty() || shown.find(bare) != shown.npos)
      return;
    out_.add(" <");
    out_.add(bare);
    out_.add(">");
  }

  text_writer out_;
  std::vector<open_element> open_;
  int preformatted_ = 0;
  int list_depth_ = 0;
};

constexpr std::array<std::string_view, 11> void_tags{"br",   "img",  "hr",  "meta", "link", "input",
                                                     "area", "base", "wbr", "col",  "param"};
std::string tag_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, 10)) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0)
      break;
    name += model::lower_ascii(c);
  }
  return name;
}

/// Whether elements are nested within the limit, from counting tags alone.
bool is_shallow(std::string_view html, std::size_t limit) {
  std::size_t depth = 0;
  for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const bool closing = html.substr(at + 1, 1) == "/";
    const auto name = tag_name(html.substr(at + (closing ? 2 : 1)));
    if (name.empty() || std::ranges::find(void_tags, name) != void_tags.end())
      continue;
    depth = closing ? depth - std::min<std::size_t>(depth, 1) : depth + 1;
    if (depth > limit)
      return false;
  }
  return true;
}

/// Memory for one tree, freed at once: gumbo itself would free it by recursion, as deep
/// as the sender likes. gumbo does not check for null, so the only way out of it when
/// the memory is used up is a jump; it is allowed since only C frames are skipped.
class tree_memory {
public:
  explicit tree_memory(std::size_t limit)
      : left_{limit} {}

  /// Null if the limit is too small.
  const GumboOutput* parse(std::string_view html) {
    if (setjmp(exit_) != 0)
      return nullptr;
    auto options = kGumboDefaultOptions;
    options.max_errors = 0;
    options.userdata = this;
    options.allocator = [](void* self, std::size_t size) {
      return static_cast<tree_memory*>(self)->allocate(size);
    };
    options.deallocator = [](void*, void*) {};
    return gumbo_parse_with_options(&options, html.data(), html.size());
  }

private:
  void* allocate(std::size_t size) {
    if (size > left_)
      std::longjmp(exit_, 1);
    left_ -= size;
    return memory_.allocate(size);
  }

  std::size_t left_;
  std::pmr::monotonic_buffer_resource memory_;
  std::jmp_buf exit_{};
};

std::string without_tags(std::string_view html) {
  text_writer out;
  while (!html.empty()) {
    const auto open = std::min(html.find('<'), html.size());
    out.add(html.substr(0, open));
    const auto close = html.find('>', open);
    html.remove_prefix(close == html.npos ? html.size() : close + 1);
    out.add_blank();
  }
  return std::move(out).take();
}

} // namespace

std::string text_from_html(std::string_view html, const html_text_limits& limits) {
  const auto valid = model::to_valid_utf8(html.substr(0, limits.html));
  if (!is_shallow(valid, limits.depth))
    return without_tags(valid);
  tree_memory memory{limits.memory};
  const auto* tree = memory.parse(valid);
  return tree != nullptr ? model::to_valid_utf8(walker{}.walk(*tree->root)) : without_tags(valid);
}

} // namespace vestnik::mail
