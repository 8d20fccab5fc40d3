#include "ui/runbook/stepwidget.h"

#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/runbook/markdownview.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace checkwatch::runbook {

using common::PlainLabel;
using common::Role;
using Verdict = runbooks::GuidedStep::Verdict;

namespace {

constexpr int indent = 34;

QString verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Look: return QStringLiteral("look here");
    case Verdict::Fine: return QStringLiteral("looks fine");
    case Verdict::NotApplicable: return QStringLiteral("does not apply");
    }
    return {};
}

} // namespace

StepWidget::StepWidget(const runbooks::GuidedStep& step, QWidget* parent)
    : QWidget(parent), m_verdict(step.verdict), m_tick(new QCheckBox(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(indent, 8, 12, 8);
    layout->setSpacing(4);
    layout->addWidget(makeHead(step));
    if (!step.finding.empty()) {
        auto* finding = new PlainLabel(this, PlainLabel::Fit::Wrap);
        finding->setPlain(std::string_view(step.finding));
        layout->addWidget(finding);
    }
    if (!step.step->body.empty() && step.verdict != Verdict::NotApplicable) {
        auto* body = new MarkdownView(this);
        body->setFont(common::scaled(font(), 0.92));
        QPalette quiet = body->palette();
        quiet.setColor(QPalette::Text, common::currentTheme()[Role::Muted]);
        quiet.setColor(QPalette::Base, Qt::transparent);
        body->setPalette(quiet);
        body->setText(common::displayBlock(step.step->body, 16 * 1024));
        layout->addWidget(body);
    }
    for (const std::string& command : step.commands)
        addCommand(common::display(command, 1024), this);
    connect(m_tick, &QCheckBox::toggled, this,
            [this, number = step.step->number](bool on) { Q_EMIT ticked(number, on); });
}

QWidget* StepWidget::makeHead(const runbooks::GuidedStep& step)
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    auto* title = new PlainLabel(head, PlainLabel::Fit::Elide);
    title->setFont(common::bold(font()));
    title->setPlain(QStringLiteral("%1 · %2").arg(step.step->number).arg(common::display(step.step->title)));
    auto* word = new PlainLabel(head);
    word->setFont(common::scaled(font(), 0.85));
    word->setInk(step.verdict == Verdict::Look ? Role::PendingText : Role::Muted);
    word->setPlain(verdictWord(step.verdict));
    m_tick->setAccessibleName(QStringLiteral("Step %1 done").arg(step.step->number));
    common::setPlainToolTip(m_tick, QStringLiteral("Tick when done"));
    row->addWidget(title, 1);
    row->addWidget(word);
    row->addWidget(m_tick);
    return head;
}

void StepWidget::setTicked(const QDateTime& when)
{
    const QSignalBlocker quiet(m_tick);
    m_tick->setChecked(when.isValid());
    common::setPlainToolTip(m_tick,
                            when.isValid() ? QStringLiteral("Done at ") + when.toString(QStringLiteral("HH:mm:ss"))
                                           : QStringLiteral("Tick when done"));
}

void StepWidget::addCommand(const QString& command, QWidget* under)
{
    auto* line = new QWidget(under);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    auto* text = new PlainLabel(line, PlainLabel::Fit::Elide);
    text->setFont(common::scaled(common::monospaceFont(), 0.95));
    text->setPlain(command);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* copy = new QToolButton(line);
    copy->setText(QStringLiteral("Copy"));
    copy->setAutoRaise(true);
    copy->setAccessibleName(QStringLiteral("Copy command"));
    common::setPlainToolTip(copy, command);
    connect(copy, &QToolButton::clicked, copy, [command] { QGuiApplication::clipboard()->setText(command); });
    row->addWidget(text, 1);
    row->addWidget(copy);
    layout()->addWidget(line);
}

void StepWidget::paintEvent(QPaintEvent*)
{
    const common::Theme& theme = common::currentTheme();
    QPainter painter(this);
    painter.setPen(theme[Role::Line]);
    painter.drawLine(0, height() - 1, width(), height() - 1);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF middle(18, 18);
    if (m_verdict == Verdict::Look) {
        painter.setPen(QPen(theme[Role::PendingText], 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(middle + QPointF(0, -6), middle + QPointF(0, 2));
        painter.drawPoint(middle + QPointF(0, 6));
    } else {
        painter.setPen(QPen(theme[Role::Muted], 1.6, Qt::SolidLine, Qt::RoundCap));
        const double side = m_verdict == Verdict::Fine ? 1 : 0;
        painter.drawLine(middle + QPointF(-5, side), middle + QPointF(side > 0 ? -1 : 5, side * 5));
        if (m_verdict == Verdict::Fine)
            painter.drawLine(middle + QPointF(-1, 5), middle + QPointF(6, -5));
    }
}

} // namespace checkwatch::runbook
