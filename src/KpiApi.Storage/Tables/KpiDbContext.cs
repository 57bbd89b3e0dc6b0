using KpiApi.Engine.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KpiApi.Storage.Tables;

/// <summary>
/// The tables, mapped straight to the shapes that come in. Every row also has <see cref="Seq"/>, its order of arrival and the
/// primary key, so that rows are appended and not spread by id, and <see cref="Version"/>, the transaction that last changed it.
/// </summary>
internal abstract class KpiDbContext(DbContextOptions options) : DbContext(options)
{
    public const string Seq = nameof(Tombstone.Seq);
    public const string Version = nameof(Tombstone.Version);

    /// <summary>In characters, of the longest kind of ids.</summary>
    public const int MaxIdLength = 250;

    public DbSet<Ticket> Tickets => Set<Ticket>();
    public DbSet<TicketEvent> Events => Set<TicketEvent>();
    public DbSet<Survey> Surveys => Set<Survey>();
    public DbSet<Agent> Agents => Set<Agent>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<Shift> Shifts => Set<Shift>();
    public DbSet<Cost> Costs => Set<Cost>();
    public DbSet<Setting> Settings => Set<Setting>();
    public DbSet<Tombstone> Tombstones => Set<Tombstone>();
    public DbSet<StoreVersion> StoreVersions => Set<StoreVersion>();
    public DbSet<StoredKey> Keys => Set<StoredKey>();
    public DbSet<KeyChange> KeyChanges => Set<KeyChange>();
    public DbSet<HookRejection> HookRejections => Set<HookRejection>();
    public DbSet<AlertEvent> AlertEvents => Set<AlertEvent>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<WebhookCondition> WebhookConditions => Set<WebhookCondition>();
    public DbSet<Lease> Leases => Set<Lease>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Record<Ticket>(modelBuilder, "tickets");
        Record<TicketEvent>(modelBuilder, "events").HasIndex(row => row.Ticket);
        Record<Survey>(modelBuilder, "surveys").HasIndex(row => row.Ticket);
        Record<Agent>(modelBuilder, "agents");
        Record<Account>(modelBuilder, "accounts");
        Record<Shift>(modelBuilder, "shifts");
        Record<Cost>(modelBuilder, "costs");
        Record<Setting>(modelBuilder, "settings");
        Bury(modelBuilder.Entity<Tombstone>());
        modelBuilder.Entity<StoreVersion>(counter =>
        {
            counter.ToTable("store_version");
            counter.Property(row => row.Id).ValueGeneratedNever();
            counter.HasData(new StoreVersion { Id = StoreVersion.OnlyId, Version = 0 });
        });
        modelBuilder.Entity<StoredKey>(key =>
        {
            key.ToTable("keys");
            key.Property(row => row.Hash).HasMaxLength(32);
            key.Property(row => row.OldHash).HasMaxLength(32);
        });
        modelBuilder.Entity<KeyChange>(change =>
        {
            change.ToTable("key_changes");
            change.Property(row => row.Id).ValueGeneratedNever();
            change.HasData(new KeyChange { Id = KeyChange.OnlyId, Stamp = 0 });
        });
        modelBuilder.Entity<HookRejection>(rejection =>
        {
            rejection.ToTable("hook_rejections");
            rejection.HasKey(row => row.Seq);
            rejection.HasIndex(row => new { row.Hook, row.AtMs });
        });
        AddOutbox(modelBuilder);
        LimitStrings(modelBuilder);
    }

    /// <summary>What alerts report, and its way to webhooks.</summary>
    protected virtual void AddOutbox(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AlertEvent>(reported =>
        {
            reported.ToTable("alert_events");
            reported.HasKey(row => row.Seq);
            reported.HasIndex(row => new { row.Alert, row.OnceKey }).IsUnique();
            reported.HasIndex(row => new { row.Alert, row.Seq });
        });
        modelBuilder.Entity<WebhookDelivery>(delivery =>
        {
            delivery.ToTable("webhook_deliveries");
            delivery.HasKey(row => row.Seq);
            // The first that waits of each webhook, a webhook's list, and those of an event that is erased.
            delivery.HasIndex(row => new { row.State, row.Webhook, row.Seq });
            delivery.HasIndex(row => new { row.Webhook, row.Seq });
            delivery.HasIndex(row => row.EventSeq);
        });
        modelBuilder.Entity<WebhookCondition>(condition =>
        {
            condition.ToTable("webhook_conditions");
            condition.HasKey(row => row.Webhook);
        });
        modelBuilder.Entity<Lease>(lease =>
        {
            lease.ToTable("leases");
            lease.HasKey(row => row.Name);
        });
    }

    /// <summary>By which 'a' is not 'A'; null where texts are compared by their letters anyway.</summary>
    protected virtual string? Collation => null;

    private EntityTypeBuilder<T> Record<T>(ModelBuilder model, string table) where T : class
    {
        var entity = model.Entity<T>().ToTable(table);
        entity.Property<long>(Seq).ValueGeneratedOnAdd();
        entity.HasKey(Seq);
        entity.Property<long>(Version);
        entity.Property<string>(nameof(Ticket.Id)).IsRequired();
        IndexId(entity, nameof(Ticket.Id));
        entity.HasIndex(Version);
        return entity;
    }

    /// <summary>An id is there once.</summary>
    protected virtual void IndexId(EntityTypeBuilder entity, string id) => entity.HasIndex(id).IsUnique();

    private static void Bury(EntityTypeBuilder<Tombstone> entity)
    {
        entity.ToTable("tombstones");
        entity.HasKey(row => row.Seq);
        entity.HasIndex(row => row.Version);
        entity.HasIndex(row => row.AccountHash);
    }

    private void LimitStrings(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(type => type.GetProperties()).Where(property => property.ClrType == typeof(string)))
        {
            if (Collation is not null) property.SetCollation(Collation);
            if (property.Name is not (nameof(Setting.Body) or nameof(HookRejection.Errors) or nameof(WebhookDelivery.LastError)))
                property.SetMaxLength(property.Name is nameof(Survey.Comment) or nameof(Ticket.Attributes) or nameof(Ticket.Tags) ? 10_000 : property.DeclaringType.ClrType == typeof(Setting) ? MaxIdLength : 200);
        }
    }
}
