// The content of the fake server: a few dialogs and a mailbox, all invented.
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

const story = [
  [1560, false, 'Did the tickets for the concert arrive?'],
  [1558, true, 'Yes, all four. Row seven, a little to the left.'],
  [1557, true, 'I put them in the drawer in the hall.'],
  [1550, false, 'Perfect. Then I will pick Nina up on the way.'],
  [95, false, 'Small change of plan: the foyer opens half an hour earlier, there is an exhibition of old posters.\nShall we meet there?'],
  [93, true, 'With pleasure! I have wanted to see it for weeks: https://example.org/posters'],
  [92, true, 'Six o’clock at the side entrance?'],
  [90, false, 'Six it is. The side entrance is the one with the green door, isn’t it?'],
  [88, true, 'Exactly.'],
  [12, false, 'See you at six'],
];

const lines = story.map(([minutes, fromAlice, text]) => ({ fromAlice, text, at: ago(minutes) }));
const older = Array.from({ length: 120 }, (_, n) => ({ fromAlice: n % 3 === 0, text: `Earlier message ${n + 1}`, at: ago(9000 - n * 40) }));

export const talk = [
  { login: 'boris', name: 'Boris Lund', lines: [...older, ...lines] },
  { login: 'nina', name: 'Nina Orlova', lines: [{ fromAlice: false, text: 'Спасибо за фотографии, они чудесные!', at: ago(180) }] },
  { login: 'carol', name: 'Carol Meyer', lines: [{ fromAlice: true, text: 'I sent you the minutes by mail.', at: ago(1500) }] },
  { login: 'bob', name: 'Bob Hansen', lines: [] },
];

const letters = [
  ['Carol Meyer', 'carol@example.org', 'Minutes of Tuesday', 'Dear all,\n\nhere are the minutes of Tuesday’s meeting. Please tell me by Friday if something is missing or wrong.\n\n1. The workshop moves to the second week of December.\n2. Boris asks the printers for two offers.\n3. The old posters go to the exhibition, see https://example.org/posters\n\nWith kind regards\nCarol\n\n> On Monday Alice wrote:\n> Will there be minutes this time?', [['minutes.pdf', 'application/pdf', 18_213], ['poster draft, second version.png', 'image/png', 1_482_113]]],
  ['Книжная лавка', 'shop@example.org', 'Ваш заказ готов', 'Здравствуйте!\n\nВаш заказ № 1042 собран и ждёт вас до пятницы.\n\nДо встречи!', []],
  ['Nina Orlova', 'nina@example.org', 'Photos from the lake', 'A few of the photos, the rest follows at the weekend.', [['lake.jpg', 'image/jpeg', 2_801_111]]],
  ['City Library', 'library@example.org', 'A book you reserved has arrived', 'The book “The Art of the Herald” is waiting for you at the desk until 28 November.', []],
  ['Timetable', 'timetable@example.org', 'Changes on line 4 from Monday', 'From Monday the trams of line 4 run every eight minutes.', []],
  ['', 'no-reply@example.org', '', 'This one has neither a name nor a subject.', []],
];

export const mails = (address) =>
  Array.from({ length: 90 }, (_, n) => {
    const [name, from, subject, text, files] = letters[n % letters.length];
    return {
      from: [{ name, address: from }],
      to: [{ name: '', address }],
      subject: n < letters.length ? subject : `${subject} (${Math.floor(n / letters.length) + 1})`,
      text,
      sent_at: ago(20 + n * 173),
      received_at: ago(20 + n * 173),
      seen: n > 2,
      attachments: files.map(([file, type, size]) => ({ name: file, type, size })),
    };
  });
