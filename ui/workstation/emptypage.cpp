#include "ui/workstation/emptypage.h"

#include "ui/common/font.h"
#include "ui/common/text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace checkwatch::workstation {

using common::PlainLabel;

namespace {

PlainLabel* sentence(const QString& text, QWidget* parent)
{
    auto* label = new PlainLabel(parent, PlainLabel::Fit::Wrap);
    label->setInk(common::Role::Muted);
    label->setPlain(text);
    return label;
}

/// A fixed width, from which wrapped texts know their height; wide enough that most need one line.
int boxWidth(const QWidget& page)
{
    return page.fontMetrics().averageCharWidth() * 90;
}

} // namespace

EmptyPage::EmptyPage(QWidget* parent)
    : QWidget(parent), m_address(new QLineEdit(this)), m_title(new PlainLabel(this)),
      m_back(new QPushButton(QStringLiteral("Back to the servers"), this))
{
    auto* box = new QWidget(this);
    box->setFixedWidth(boxWidth(*this));
    auto* layout = new QVBoxLayout(box);
    layout->setSpacing(10);
    m_title->setFont(common::bold(common::scaled(font(), 1.5)));
    layout->addWidget(m_title);
    layout->addSpacing(12);

    layout->addWidget(
        sentence(QStringLiteral("An exporter: HAProxy's own, or haproxy_exporter. It is asked every 5 s."), box));
    auto* row = new QHBoxLayout;
    m_address->setPlaceholderText(QStringLiteral("lb-01:8404 or http://lb-01:8404/metrics"));
    m_address->setAccessibleName(QStringLiteral("Exporter address"));
    auto* addButton = new QPushButton(QStringLiteral("Add exporter"), box);
    addButton->setEnabled(false);
    row->addWidget(m_address, 1);
    row->addWidget(addButton);
    layout->addLayout(row);
    layout->addSpacing(12);

    layout->addWidget(sentence(
        QStringLiteral("A configuration file: checkwatch.yml, or a prometheus.yml with static_configs."), box));
    auto* open = new QPushButton(QStringLiteral("Open file…"), box);
    layout->addWidget(open, 0, Qt::AlignLeft);
    layout->addSpacing(12);

    layout->addWidget(
        sentence(QStringLiteral("A real HAProxy on this machine with servers that fail on purpose. It ends "
                                "with this window."),
                 box));
    auto* demo = new QPushButton(QStringLiteral("Start demo"), box);
    layout->addWidget(demo, 0, Qt::AlignLeft);
    layout->addSpacing(12);
    layout->addWidget(m_back, 0, Qt::AlignLeft);
    m_back->setShortcut(QKeySequence(Qt::Key_Escape));
    setReturn(false);

    auto* page = new QVBoxLayout(this);
    page->addStretch(1);
    page->addWidget(box, 0, Qt::AlignHCenter);
    page->addStretch(2);
    connect(m_address, &QLineEdit::textChanged, addButton,
            [addButton](const QString& text) { addButton->setEnabled(!text.trimmed().isEmpty()); });
    connect(m_address, &QLineEdit::returnPressed, this, &EmptyPage::add);
    connect(addButton, &QPushButton::clicked, this, &EmptyPage::add);
    connect(open, &QPushButton::clicked, this, &EmptyPage::openRequested);
    connect(demo, &QPushButton::clicked, this, &EmptyPage::demoRequested);
    connect(m_back, &QPushButton::clicked, this, &EmptyPage::returnRequested);
}

void EmptyPage::setReturn(bool possible)
{
    m_title->setPlain(possible ? QStringLiteral("Watch another exporter.")
                               : QStringLiteral("No exporters yet. Add one, or look at the demo."));
    m_back->setVisible(possible);
}

void EmptyPage::focusAddress()
{
    m_address->setFocus(Qt::ShortcutFocusReason);
}

void EmptyPage::add()
{
    const QString address = m_address->text().trimmed();
    if (!address.isEmpty())
        Q_EMIT exporterRequested(address);
}

} // namespace checkwatch::workstation
