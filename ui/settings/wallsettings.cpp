#include "ui/settings/wallsettings.h"

#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/settings/wallform.h"
#include "ui/settings/wallpreview.h"
#include "ui/wall/scope.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace checkwatch::settings {

using common::PlainLabel;

namespace {

common::ThemeKind themeOf(const std::string& name)
{
    return name == "light"   ? common::ThemeKind::Light
        : name == "contrast" ? common::ThemeKind::Contrast
                             : common::ThemeKind::Dark;
}

} // namespace

WallSettings::WallSettings(session::Session& session, config::Wall wall,
                           std::shared_ptr<const runbooks::Library> runbooks, QWidget* parent)
    : QDialog(parent), m_session(&session), m_form(new WallForm(std::move(wall), this)),
      m_preview(new WallPreview(this)), m_block(new QPlainTextEdit(this)),
      m_words(new PlainLabel(this, PlainLabel::Fit::Wrap))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Wall"));
    build();
    m_preview->wall().setRunbooks(std::move(runbooks));
    m_preview->wall().setSession(&session);
    m_form->setSnapshot(session.snapshot());
    connect(&session, &session::Session::snapshotReady, m_form, &WallForm::setSnapshot);
    connect(m_form, &WallForm::changed, this, &WallSettings::apply);
    apply();
    resize(1180, 660);
}

WallSettings::~WallSettings()
{
    m_preview->wall().setSession(nullptr);
}

void WallSettings::build()
{
    m_block->setReadOnly(true);
    m_block->setFont(common::monospaceFont());
    m_block->setTabChangesFocus(true);
    m_block->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_block->setAccessibleName(QStringLiteral("The block of the configuration"));
    m_words->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_copy = buttons->addButton(QStringLiteral("&Copy"), QDialogButtonBox::ActionRole);
    m_form->setFixedWidth(360);
    auto* top = new QHBoxLayout;
    top->addWidget(m_preview, 1);
    top->addWidget(m_form, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top, 3);
    layout->addWidget(m_block, 1);
    layout->addWidget(m_words);
    layout->addWidget(buttons);
    connect(m_copy, &QAbstractButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(block()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QString WallSettings::block() const
{
    return m_block->toPlainText();
}

void WallSettings::apply()
{
    const config::Wall& wall = m_form->wall();
    auto scope = wall::scopeOf(m_form->screen(), wall.verdictAlerts);
    if (!scope) {
        say(QString::fromStdString(scope.error().message));
        return;
    }
    wall::WallView& view = m_preview->wall();
    view.setZone(wall.utc ? common::Zone::Utc : common::Zone::Local);
    view.setDwell(wall.dwell);
    view.setTheme(themeOf(m_form->byNight() ? wall.themes.night : wall.themes.day));
    view.setScope(std::move(*scope));
    m_preview->update();
    m_block->setPlainText(QString::fromStdString(config::wallAsYaml(wall)));
    say({});
}

/// What is wrong, or what the block is for.
void WallSettings::say(const QString& problem)
{
    m_copy->setEnabled(problem.isEmpty());
    m_words->setInk(problem.isEmpty() ? common::Role::Muted : common::Role::PendingText);
    if (!problem.isEmpty()) {
        m_block->clear();
        m_words->setPlain(problem);
        return;
    }
    m_words->setPlain(
        QStringLiteral("For the configuration of `checkwatch wall`, which takes it over when it starts or "
                       "gets SIGHUP. Nothing is written from here."));
}

} // namespace checkwatch::settings
