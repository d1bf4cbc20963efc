#include "storage/mail/mail_store.hpp"

#include "model/values/utf8.hpp"
#include "storage/mail/mail_columns.hpp"
#include "storage/mail/mail_digest.hpp"
#include "storage/sql/query.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement insert_mail{R"(
  INSERT INTO mails
    (id, account_id, folder, uidvalidity, uid, received_at, sent_at, size, flags, subject, snippet,
     from_list, attachment_list, to_list, cc_list, reply_to_list, message_id, in_reply_to,
     reference_list, body_text, body_html, cut_list, digest)
  VALUES
    ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
     $12, $13, $14, $15, $16, $17, $18,
     $19, $20, $21, $22, $23)
  ON CONFLICT (account_id, folder, uidvalidity, uid) DO NOTHING
  RETURNING id)"};

constexpr statement insert_quarantined{R"(
  INSERT INTO mail_quarantine (account_id, folder, uidvalidity, uid, reason, found_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (account_id, folder, uidvalidity, uid) DO NOTHING
  RETURNING uid)"};

constexpr statement select_numbering{
    "SELECT uidvalidity FROM mail_folders WHERE account_id = $1 AND folder = $2"};

constexpr statement select_earlier{R"(
  SELECT id FROM mails
  WHERE account_id = $1 AND folder = $2 AND uidvalidity < $3
  LIMIT 1)"};

constexpr statement move_mail{R"(
  UPDATE mails SET uidvalidity = $4, uid = $5, flags = $6
  WHERE id = (SELECT id FROM mails
              WHERE account_id = $1 AND digest = $3 AND uidvalidity < $4 AND folder = $2
              LIMIT 1)
  RETURNING id)"};

constexpr statement delete_earlier{R"(
  DELETE FROM mails
  WHERE id IN (SELECT id FROM mails
               WHERE account_id = $1 AND folder = $2 AND uidvalidity < $3
               LIMIT $4)
  RETURNING id)"};

constexpr statement delete_mail{"DELETE FROM mails WHERE id = $1"};

constexpr statement select_mail_key{R"(
  SELECT uid FROM mails
  WHERE account_id = $1 AND folder = $2 AND uidvalidity = $3 AND uid = $4)"};

constexpr statement select_quarantined_key{R"(
  SELECT uid FROM mail_quarantine
  WHERE account_id = $1 AND folder = $2 AND uidvalidity = $3 AND uid = $4)"};

constexpr statement select_page{R"(
  SELECT id, folder, from_list, subject, snippet, received_at, flags, attachment_list, size,
         CASE WHEN snippet = '' THEN cut_list ELSE '[]' END
  FROM mails
  WHERE account_id = $1 AND (received_at, id) < ($2, $3)
  ORDER BY received_at DESC, id DESC
  LIMIT $4)"};

constexpr statement select_mail{R"(
  SELECT id, account_id, folder, uidvalidity, uid, received_at, size, flags,
         subject, from_list, to_list, cc_list, reply_to_list, sent_at,
         body_text, body_html, attachment_list, message_id, in_reply_to, reference_list, snippet,
         cut_list
  FROM mails
  WHERE account_id = $1 AND id = $2)"};

mail_summary to_mail_summary(const row& from);
mail_row to_mail(const row& from);

} // namespace

bool has_valid_texts(const mail_row& row) {
  const auto& content = row.mail.content;
  const auto valid = [](const auto&... texts) { return (model::is_valid_utf8(texts) && ...); };
  const auto all_of = [](const auto& list, auto valid_one) {
    return std::ranges::all_of(list, valid_one);
  };
  const auto address = [valid](const model::mail_address& each) {
    return valid(each.name, each.address);
  };
  const auto file = [valid](const model::mail_attachment& each) {
    return valid(each.name, each.type, each.content_id);
  };
  return valid(row.mail.key.folder, row.snippet, content.subject, content.message_id,
               content.in_reply_to, content.text, content.html) &&
         all_of(row.mail.flags, model::is_valid_utf8) &&
         all_of(content.references, model::is_valid_utf8) &&
         all_of(content.cut, model::is_valid_utf8) && all_of(content.from, address) &&
         all_of(content.to, address) && all_of(content.cc, address) &&
         all_of(content.reply_to, address) && all_of(content.attachments, file);
}

model::result<mail_store::fate> mail_store::write(const mail_row& row) {
  const auto& [key, received, size, flags, content] = row.mail;
  const auto folder = folder_of(key);
  if (!folder)
    return folder.error();
  auto quarantined = count(database_, select_quarantined_key,
                           {key.account, key.folder, folder->numbering, key.uid});
  if (!quarantined)
    return quarantined.error();
  if (*quarantined > 0)
    return fate::known;
  const auto digest = mail_digest(content);
  if (folder->earlier == folder_now::past::some) {
    const auto moved = move(row, digest, folder->numbering);
    if (!moved)
      return moved.error();
    if (*moved)
      return fate::known;
  }
  auto added = count(database_, insert_mail,
                     {row.id,
                      key.account,
                      key.folder,
                      folder->numbering,
                      key.uid,
                      received,
                      content.date_sent,
                      size,
                      to_column(flags),
                      content.subject,
                      row.snippet,
                      to_column(content.from),
                      to_column(content.attachments),
                      to_column(content.to),
                      to_column(content.cc),
                      to_column(content.reply_to),
                      content.message_id,
                      content.in_reply_to,
                      to_column(content.references),
                      content.text,
                      content.html,
                      to_column(content.cut),
                      blob{digest}});
  if (!added)
    return added.error();
  return *added > 0 ? fate::added : fate::known;
}

model::result<mail_store::fate> mail_store::write(const quarantine_row& row, model::timestamp at) {
  const auto& [key, reason] = row.mail;
  const auto folder = folder_of(key);
  if (!folder)
    return folder.error();
  auto read =
      count(database_, select_mail_key, {key.account, key.folder, folder->numbering, key.uid});
  if (!read)
    return read.error();
  if (*read > 0)
    return fate::known;
  auto added = count(database_, insert_quarantined,
                     {key.account, key.folder, folder->numbering, key.uid, reason, at});
  if (!added)
    return added.error();
  return *added > 0 ? fate::added : fate::known;
}

model::result<std::size_t> mail_store::forget(const replaced_mails& rows) {
  const auto stored =
      one<folder_numbering>(database_, select_numbering, {rows.account, rows.folder},
                            [](const row& from) { return from.get<folder_numbering>(0); });
  if (!stored)
    return stored.error();
  // Renumbered again meanwhile: all may come again.
  if (!*stored || uidvalidity_of(**stored) != rows.uidvalidity)
    return std::size_t{0};
  return count(database_, delete_earlier, {rows.account, rows.folder, **stored, most_forgotten});
}

model::result<mail_store::folder_now> mail_store::folder_of(const model::mail_key& key) {
  const folder_key known{key.account, key.folder, key.uidvalidity};
  if (const auto found = folders_.find(known); found != folders_.end())
    return found->second;
  const auto stored =
      one<folder_numbering>(database_, select_numbering, {key.account, key.folder},
                            [](const row& from) { return from.get<folder_numbering>(0); });
  if (!stored)
    return stored.error();
  folder_now now{folder_numbering{key.uidvalidity}};
  // Without a row the first mails of a folder are being written, part by part.
  if (!*stored || uidvalidity_of(**stored) != key.uidvalidity)
    return folders_[known] = now;
  now.numbering = **stored;
  const auto earlier = count(database_, select_earlier, {key.account, key.folder, now.numbering});
  if (!earlier)
    return earlier.error();
  now.earlier = *earlier > 0 ? folder_now::past::some : folder_now::past::none;
  return folders_[known] = now;
}

model::result<bool> mail_store::move(const mail_row& row, const std::string& digest,
                                     folder_numbering numbering) {
  const auto& key = row.mail.key;
  // An append that is repeated must not move a second mail that is the same.
  const auto known =
      count(database_, select_mail_key, {key.account, key.folder, numbering, key.uid});
  if (!known)
    return known.error();
  if (*known > 0)
    return true;
  const auto moved =
      count(database_, move_mail,
            {key.account, key.folder, blob{digest}, numbering, key.uid, to_column(row.mail.flags)});
  if (!moved)
    return moved.error();
  return *moved > 0;
}

model::result<std::monostate> try_mail::apply(database& in) const {
  mail_row row;
  row.id = id;
  row.mail.key = key;
  row.mail.content.text = std::string(octets, 'x');
  const auto written = mail_store{in}.write(row);
  if (!written)
    return written.error();
  if (*written == mail_store::fate::known)
    return model::error{model::ec::conflict, "there is a mail with this UID already", "uid"};
  if (auto removed = run(in, delete_mail, {id}); !removed)
    return removed.error();
  return std::monostate{};
}

model::result<std::vector<mail_summary>> mail_page::find(database& in) const {
  constexpr auto end = std::numeric_limits<std::int64_t>::max();
  const auto from_newest = before_at == model::timestamp{} && !before_id;
  return all<mail_summary>(in, select_page,
                           {account, from_newest ? value{end} : value{before_at},
                            from_newest ? value{end} : value{before_id}, limit},
                           to_mail_summary);
}

model::result<mail_row> mail_by_id::find(database& in) const {
  auto mail = one<mail_row>(in, select_mail, {account, id}, to_mail);
  if (!mail)
    return mail.error();
  if (!*mail)
    return model::error{model::ec::not_found, "no such mail"};
  return std::move(**mail);
}

namespace {

/// A list of a mail; an empty one if it is damaged. One column must not cost the mail, and still
/// less the page that the mail is on.
template <class List>
List readable(model::mail_id mail, model::result<List> read) {
  if (read)
    return std::move(*read);
  spdlog::error("mail {} is shown without a list: {}", mail.value, read.error().message);
  return {};
}

mail_summary to_mail_summary(const row& from) {
  const auto id = from.get<model::mail_id>(0);
  const auto flags = readable(id, to_strings(from.text(6)));
  const auto attachments = readable(id, to_attachments(from.text(7)));
  const auto seen = std::find(flags.begin(), flags.end(), "\\Seen") != flags.end();
  return mail_summary{.id = id,
                      .folder = from.text(1),
                      .from = readable(id, to_addresses(from.text(2))),
                      .subject = from.text(3),
                      .snippet = from.text(4),
                      .received_at = from.get<model::timestamp>(5),
                      .state = seen ? mail_summary::reading::seen : mail_summary::reading::unseen,
                      .attachments = static_cast<std::uint32_t>(attachments.size()),
                      .size = from.get<std::uint64_t>(8),
                      .cut = readable(id, to_strings(from.text(9)))};
}

mail_row to_mail(const row& from) {
  mail_row mail;
  mail.id = from.get<model::mail_id>(0);
  mail.snippet = from.text(20);
  auto& [key, received, size, flags, content] = mail.mail;
  key = {from.get<model::account_id>(1), from.text(2), from.get<std::uint32_t>(3),
         from.get<std::uint32_t>(4)};
  received = from.get<model::timestamp>(5);
  size = from.get<std::uint64_t>(6);
  content.subject = from.text(8);
  content.date_sent = from.get<model::timestamp>(13);
  content.text = from.text(14);
  content.html = from.text(15);
  content.message_id = from.text(17);
  content.in_reply_to = from.text(18);

  flags = readable(mail.id, to_strings(from.text(7)));
  content.from = readable(mail.id, to_addresses(from.text(9)));
  content.to = readable(mail.id, to_addresses(from.text(10)));
  content.cc = readable(mail.id, to_addresses(from.text(11)));
  content.reply_to = readable(mail.id, to_addresses(from.text(12)));
  content.attachments = readable(mail.id, to_attachments(from.text(16)));
  content.references = readable(mail.id, to_strings(from.text(19)));
  content.cut = readable(mail.id, to_strings(from.text(21)));
  return mail;
}

} // namespace

} // namespace vestnik::storage
