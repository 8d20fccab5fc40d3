#include "ui/query/ruledialog.h"

#include "models/rules/lint.h"
#include "ui/common/confirm.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/query/expressionpaint.h"
#include "ui/query/rulefilesave.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace checkwatch::query {

using common::PlainLabel;
using common::Role;

namespace {

constexpr int charactersAtMost = 4000;

/// "name: value" lines; what has no colon is a name without a value, which the reader then complains about.
rules::StringPairs pairsOf(const QString& lines)
{
    rules::StringPairs pairs;
    for (const QString& line : lines.left(charactersAtMost).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        if (line.trimmed().isEmpty())
            continue;
        const qsizetype colon = line.indexOf(QLatin1Char(':'));
        const QString name = colon < 0 ? line : line.left(colon);
        const QString value = colon < 0 ? QString() : line.mid(colon + 1);
        pairs.emplace_back(name.trimmed().toStdString(), value.trimmed().toStdString());
    }
    return pairs;
}

QPlainTextEdit* makeLines(const QString& text, int lines, const QString& name, QWidget* parent)
{
    auto* edit = new QPlainTextEdit(text, parent);
    edit->setFont(common::monospaceFont());
    edit->setTabChangesFocus(true);
    edit->setAccessibleName(name);
    edit->setFixedHeight(lines * edit->fontMetrics().lineSpacing() + 14);
    return edit;
}

} // namespace

RuleDialog::RuleDialog(const QString& expression, promql::ParseOptions options, QWidget* parent)
    : QDialog(parent), m_options(options), m_expression(expression.trimmed()), m_preview(new QPlainTextEdit(this)),
      m_verdict(new PlainLabel(this, PlainLabel::Fit::Wrap))
{
    setWindowTitle(QStringLiteral("Make this a rule"));
    m_preview->setReadOnly(true);
    m_preview->setFont(common::monospaceFont());
    m_preview->setTabChangesFocus(true);
    m_preview->setAccessibleName(QStringLiteral("The rule as YAML"));
    auto* how = new PlainLabel(this, PlainLabel::Fit::Wrap);
    how->setInk(Role::Muted);
    how->setPlain(QStringLiteral("A saved rule is evaluated once its file is named under rule_files in the "
                                 "configuration and the configuration is read again (F5)."));
    auto* buttons = new QDialogButtonBox(this);
    m_copy = buttons->addButton(QStringLiteral("&Copy"), QDialogButtonBox::ActionRole);
    m_save = buttons->addButton(QStringLiteral("&Save…"), QDialogButtonBox::ActionRole);
    buttons->addButton(QDialogButtonBox::Close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeForm());
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_verdict);
    layout->addWidget(how);
    layout->addWidget(buttons);
    connect(m_copy, &QAbstractButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(yaml());
        tell(QStringLiteral("Copied."), false);
    });
    connect(m_save, &QAbstractButton::clicked, this, &RuleDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(660, 620);
    check();
    m_name->selectAll();
    m_name->setFocus(Qt::OtherFocusReason);
}

QWidget* RuleDialog::makeForm()
{
    auto* form = new QWidget(this);
    auto* layout = new QFormLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_name = new QLineEdit(QStringLiteral("NewAlert"), form);
    m_name->setMaxLength(256);
    m_for = new QLineEdit(QStringLiteral("1m"), form);
    m_for->setMaxLength(32);
    m_labels = makeLines(QStringLiteral("severity: warning"), 2, QStringLiteral("Labels, a line each"), form);
    m_annotations = makeLines(QStringLiteral("summary: {{ $labels.instance }} has {{ $value }}"), 3,
                              QStringLiteral("Annotations, a line each"), form);
    layout->addRow(QStringLiteral("&Alert"), m_name);
    layout->addRow(QStringLiteral("&For"), m_for);
    layout->addRow(QStringLiteral("&Labels"), m_labels);
    layout->addRow(QStringLiteral("A&nnotations"), m_annotations);
    connect(m_name, &QLineEdit::textChanged, this, &RuleDialog::check);
    connect(m_for, &QLineEdit::textChanged, this, &RuleDialog::check);
    connect(m_labels, &QPlainTextEdit::textChanged, this, &RuleDialog::check);
    connect(m_annotations, &QPlainTextEdit::textChanged, this, &RuleDialog::check);
    return form;
}

rules::RuleDraft RuleDialog::draft() const
{
    rules::RuleDraft draft;
    draft.alert = m_name->text().trimmed().toStdString();
    draft.expr = m_expression.toStdString();
    draft.holdFor = m_for->text().trimmed().toStdString();
    draft.labels = pairsOf(m_labels->toPlainText());
    draft.annotations = pairsOf(m_annotations->toPlainText());
    return draft;
}

QString RuleDialog::yaml() const
{
    return QString::fromStdString(rules::writeRuleFile(draft()));
}

QString RuleDialog::complaint() const
{
    return m_complaint;
}

void RuleDialog::check()
{
    const std::string text = rules::writeRuleFile(draft());
    m_preview->setPlainText(common::displayBlock(text, 64 * 1024));
    const std::vector<base::Error> errors = rules::ruleFileErrors(text, m_options);
    m_complaint = errors.empty() ? QString() : QString::fromStdString(errors.front().message);
    paintErrorLine(*m_preview, errors.empty() ? 0 : static_cast<int>(errors.front().line));
    m_copy->setEnabled(errors.empty());
    m_save->setEnabled(errors.empty());
    if (!errors.empty()) {
        tell(m_complaint, true);
        return;
    }
    QStringList notes;
    if (!rules::ruleFileErrors(text, {}).empty())
        notes << QStringLiteral("it needs checkwatch: {promql: {experimental: true}} in the configuration");
    if (const auto file = rules::parseRuleFile(text, {}, m_options)) {
        for (const rules::LintNote& note : rules::lint(*file))
            notes << QString::fromStdString(note.message);
    }
    tell(notes.isEmpty() ? QStringLiteral("The rule is good.")
                         : QStringLiteral("The rule can be read. But: ") + notes.join(QStringLiteral("; ")),
         false);
}

void RuleDialog::tell(const QString& words, bool wrong)
{
    m_verdict->setInk(wrong ? Role::DownText : Role::Text);
    m_verdict->setPlain(words);
}

void RuleDialog::chooseFile()
{
    auto* dialog = new QFileDialog(this, QStringLiteral("Save rule"), QString(),
                                   QStringLiteral("Rule files (*.yml *.yaml *.rules);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // nothing is written over: saveTo() asks in its own words
    dialog->setDefaultSuffix(QStringLiteral("yml"));
    connect(dialog, &QFileDialog::fileSelected, this, &RuleDialog::saveTo);
    dialog->open();
}

void RuleDialog::saveTo(const QString& path)
{
    const auto plan = planRuleFile(path, draft(), m_options);
    if (!plan) {
        tell(QString::fromStdString(plan.error().text()), true);
        return;
    }
    if (!plan->exists) {
        write(path);
        return;
    }
    common::confirm(
        this,
        {QStringLiteral("The file is there already. Put the rule behind what it has, as a group of its own?"),
         QStringLiteral("%1\n%2 group%3 in it; they stay as they are.")
             .arg(path)
             .arg(plan->groups)
             .arg(plan->groups == 1 ? QString() : QStringLiteral("s")),
         QStringLiteral("Append")},
        [this, path] { write(path); });
}

/// Plans anew: the file may have changed while somebody thought about the question.
void RuleDialog::write(const QString& path)
{
    const auto plan = planRuleFile(path, draft(), m_options);
    const base::Result<void> done = plan ? writeRuleFilePlan(*plan) : base::Result<void>(plan.error());
    tell(done ? QStringLiteral("Saved in %1. Name it under rule_files, then press F5.").arg(path)
              : QString::fromStdString(done.error().text()),
         !done.ok());
}

} // namespace checkwatch::query
