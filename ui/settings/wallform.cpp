#include "ui/settings/wallform.h"

#include "ui/common/font.h"
#include "ui/servers/filteredit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

#include <algorithm>

namespace checkwatch::settings {

namespace {

constexpr int charactersAtMost = 4000;

QComboBox* choice(const QStringList& words, const QString& name, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->addItems(words);
    box->setAccessibleName(name);
    return box;
}

QStringList themes()
{
    return {QStringLiteral("dark"), QStringLiteral("light"), QStringLiteral("contrast")};
}

QString lines(const std::vector<config::WallFilter>& pages)
{
    QStringList texts;
    for (const config::WallFilter& page : pages) {
        texts += QString::fromStdString(page.text);
    }
    return texts.join(QLatin1Char('\n'));
}

QString listed(const std::vector<std::string>& texts)
{
    QStringList out;
    for (const std::string& text : texts) {
        out += QString::fromStdString(text);
    }
    return out.join(QStringLiteral(", "));
}

/// What stands between separators, without blanks around it.
std::vector<std::string> partsOf(const QString& text, QLatin1Char separator)
{
    std::vector<std::string> out;
    for (const QString& part : text.left(charactersAtMost).split(separator, Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty()) {
            out.push_back(part.trimmed().toStdString());
        }
    }
    return out;
}

} // namespace

WallForm::WallForm(config::Wall wall, QWidget* parent)
    : QWidget(parent), m_wall(std::move(wall)), m_screen(choice({}, QStringLiteral("Screen"), this)),
      m_grouping(choice({QStringLiteral("haproxy"), QStringLiteral("backend"), QStringLiteral("server")},
                        QStringLiteral("Grouping"), this)),
      m_filter(new servers::FilterEdit(this)), m_pages(new QPlainTextEdit(this)), m_dwell(new QSpinBox(this)),
      m_clock(choice({QStringLiteral("local"), QStringLiteral("utc")}, QStringLiteral("Clock"), this)),
      m_day(choice(themes(), QStringLiteral("Theme by day"), this)),
      m_night(choice(themes(), QStringLiteral("Theme by night"), this)),
      m_byNight(new QCheckBox(QStringLiteral("See it by &night"), this)), m_severities(new QLineEdit(this))
{
    build();
    m_filling = true;
    m_dwell->setValue(static_cast<int>(m_wall.dwell.count() / 1000));
    m_clock->setCurrentIndex(m_wall.utc ? 1 : 0);
    m_day->setCurrentText(QString::fromStdString(m_wall.themes.day));
    m_night->setCurrentText(QString::fromStdString(m_wall.themes.night));
    m_severities->setText(listed(m_wall.verdictAlerts.severities));
    m_filling = false;
    showScreen();
    connectFields();
}

void WallForm::build()
{
    m_filter->setPlaceholderText(QStringLiteral("everything, or for example backend:web*"));
    m_filter->setAccessibleName(QStringLiteral("Show only"));
    m_pages->setPlaceholderText(QStringLiteral("all tiles at once, or a filter a line"));
    m_pages->setAccessibleName(QStringLiteral("Pages of tiles"));
    m_pages->setTabChangesFocus(true);
    m_pages->setFixedHeight(3 * m_pages->fontMetrics().lineSpacing() + 14);
    m_dwell->setRange(1, 3600);
    m_dwell->setSuffix(QStringLiteral(" s"));
    m_dwell->setAccessibleName(QStringLiteral("A page stays"));
    m_severities->setPlaceholderText(QStringLiteral("all, or for example critical, warning"));
    m_severities->setAccessibleName(QStringLiteral("Severities in the verdict"));
    auto* rows = new QFormLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    addScreens(*rows);
    rows->addRow(QStringLiteral("&Grouping"), m_grouping);
    rows->addRow(QStringLiteral("Show &only"), m_filter);
    rows->addRow(QStringLiteral("&Pages"), m_pages);
    rows->addRow(QStringLiteral("A page &stays"), m_dwell);
    rows->addRow(QStringLiteral("&Clock"), m_clock);
    rows->addRow(QStringLiteral("By &day"), m_day);
    rows->addRow(QStringLiteral("By nigh&t"), m_night);
    rows->addRow(QString(), m_byNight);
    rows->addRow(QStringLiteral("&Verdict by"), m_severities);
}

void WallForm::addScreens(QFormLayout& rows)
{
    for (std::size_t i = 0; i < m_wall.screens.size(); ++i) {
        const std::string& name = m_wall.screens[i].screen;
        m_screen->addItem(name.empty() ? QStringLiteral("the first") : QString::fromStdString(name));
    }
    if (m_wall.screens.empty()) {
        m_screen->hide();
    } else {
        rows.addRow(QStringLiteral("Sc&reen"), m_screen);
    }
}

void WallForm::connectFields()
{
    connect(m_screen, &QComboBox::currentIndexChanged, this, [this] {
        showScreen();
        Q_EMIT changed();
    });
    for (const QComboBox* const box : {m_grouping, m_clock, m_day, m_night}) {
        connect(box, &QComboBox::currentIndexChanged, this, &WallForm::read);
    }
    connect(m_filter, &QLineEdit::textChanged, this, &WallForm::read);
    connect(m_pages, &QPlainTextEdit::textChanged, this, &WallForm::read);
    connect(m_dwell, &QSpinBox::valueChanged, this, &WallForm::read);
    connect(m_severities, &QLineEdit::textChanged, this, &WallForm::read);
    connect(m_byNight, &QCheckBox::toggled, this, &WallForm::changed);
}

void WallForm::setSnapshot(fleet::SnapshotPtr snapshot)
{
    m_filter->setSnapshot(std::move(snapshot));
}

config::WallScreen WallForm::screen() const
{
    return m_wall.screens.empty() ? config::WallScreen{{}, m_wall.grouping, m_wall.filter, m_wall.pages}
                                  : m_wall.screens[static_cast<std::size_t>(std::max(0, m_screen->currentIndex()))];
}

bool WallForm::byNight() const
{
    return m_byNight->isChecked();
}

void WallForm::showScreen()
{
    const config::WallScreen shown = screen();
    m_filling = true;
    m_grouping->setCurrentIndex(static_cast<int>(shown.grouping));
    m_filter->setText(QString::fromStdString(shown.filter.text));
    m_pages->setPlainText(lines(shown.pages));
    m_filling = false;
}

void WallForm::readScreen(config::WallGrouping& grouping, config::WallFilter& filter,
                          std::vector<config::WallFilter>& pages) const
{
    grouping = static_cast<config::WallGrouping>(m_grouping->currentIndex());
    filter.text = m_filter->text().trimmed().left(charactersAtMost).toStdString();
    pages.clear();
    for (const std::string& text : partsOf(m_pages->toPlainText(), QLatin1Char('\n'))) {
        pages.push_back({text});
    }
}

void WallForm::read()
{
    if (m_filling) {
        return;
    }
    if (m_wall.screens.empty()) {
        readScreen(m_wall.grouping, m_wall.filter, m_wall.pages);
    } else {
        config::WallScreen& screen = m_wall.screens[static_cast<std::size_t>(std::max(0, m_screen->currentIndex()))];
        readScreen(screen.grouping, screen.filter, screen.pages);
    }
    m_wall.dwell = std::chrono::seconds{m_dwell->value()};
    m_wall.utc = m_clock->currentIndex() == 1;
    m_wall.themes.day = m_day->currentText().toStdString();
    m_wall.themes.night = m_night->currentText().toStdString();
    m_wall.verdictAlerts.severities = partsOf(m_severities->text(), QLatin1Char(','));
    Q_EMIT changed();
}

} // namespace checkwatch::settings
